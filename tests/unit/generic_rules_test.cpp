// What answers mean by rules of the configuration, and where values are found.
#include "providers/generic_rules.hpp"

#include <gtest/gtest.h>

namespace smsgw::providers::generic {
namespace {

// An answer, and a document that views it.
struct Answer {
    int status = 200;
    std::string body;
    std::vector<http::Header> headers = {};
};

const Answer nested{
    200,
    R"({"messages":[{"status":"0","id":"a"},{"status":"4","id":7}],"ok":true,"none":null,"f":0.05})",
    {{"X-Code", "17"}, {"x-code", "18"}}};

bool holds(const std::string& condition, const Answer& answer = nested) {
    Condition made;
    const auto problem = Condition::parse(condition, made);
    EXPECT_EQ(problem, "") << condition;
    const auto json = parse_json(answer.body);
    return made.holds(answer.status, {answer.body, &answer.headers, nullptr, json ? &*json : nullptr});
}

std::string found(const std::string& place, const Answer& answer = nested) {
    Extractor made;
    EXPECT_EQ(Extractor::parse(place, made), "") << place;
    const auto json = parse_json(answer.body);
    std::string text;
    for (const auto& value : made.all({answer.body, &answer.headers, nullptr, json ? &*json : nullptr}, 3))
        text += value + ";";
    return text;
}

std::string complaint(const std::string& rule) {
    Rule made;
    return Rule::parse(rule, made);
}

TEST(GenericPlace, IsFoundInJsonByItsPointer) {
    EXPECT_EQ(found("json /messages/0/status"), "0;");
    EXPECT_EQ(found("json /messages/*/id"), "a;7;");
    EXPECT_EQ(found("json /ok"), "true;");
    EXPECT_EQ(found("json /f"), "0.05;");
    EXPECT_EQ(found("json /none"), "");
    EXPECT_EQ(found("json /messages"), "");
    EXPECT_EQ(found("json /messages/9/id"), "");
    EXPECT_EQ(found("json /messages/x/id"), "");
    EXPECT_EQ(found("json /a~1b/~0", {200, R"({"a/b":{"~":"t"}})"}), "t;");
    EXPECT_EQ(found("json", {200, R"("whole")"}), "whole;");
    EXPECT_EQ(found("json /a", {200, "<xml>"}), "");
    EXPECT_EQ(found("json /*", {200, "[1,2,3,4,5]"}), "1;2;3;");   // up to what was asked for
}

TEST(GenericPlace, IsFoundByExpressionsInHeadersAndAsTheWholeBody) {
    EXPECT_EQ(found("regex <id>(.*?)</id>", {200, "<id>1</id><id>2</id>"}), "1;2;");
    EXPECT_EQ(found("header X-CODE"), "17;18;");
    EXPECT_EQ(found("body", {200, "OK 17"}), "OK 17;");
}

TEST(GenericPlace, IsNothingWithoutAForm) {
    Extractor made;
    EXPECT_EQ(Extractor::parse("", made), "");
    EXPECT_FALSE(made);
    for (const std::string wrong :
         {"/a/b", "json a/b", "regex (", "regex", "header", "header a b", "field", "body x", "Json /a"})
        EXPECT_NE(Extractor::parse(wrong, made), "") << wrong;
}

TEST(GenericCondition, ComparesTheStatus) {
    EXPECT_TRUE(holds("status 200"));
    EXPECT_TRUE(holds("status 404, 200-299"));
    EXPECT_FALSE(holds("status 201-299,300"));
    EXPECT_TRUE(holds("any"));
}

TEST(GenericCondition, ComparesValues) {
    EXPECT_TRUE(holds("json /messages/0/status = 0"));
    EXPECT_FALSE(holds("json /messages/1/status = 0"));
    EXPECT_TRUE(holds("json /messages/1/status != 0"));
    EXPECT_TRUE(holds("json /messages/1/status in 1|4|9"));
    EXPECT_FALSE(holds("json /messages/1/status in 1|9"));
    EXPECT_TRUE(holds("header X-Code ~ ^1\\d$"));
    EXPECT_TRUE(holds("json /ok"));
    EXPECT_TRUE(holds("body ~ ^OK = fine", {200, "OK = fine"}));
    EXPECT_TRUE(holds("body = OK", {200, " OK "}));
}

TEST(GenericCondition, IsNotFulfilledByWhatIsNotThere) {
    const Answer garbage{200, "<html>"};
    for (const std::string condition : {"json /a", "json /a = 1", "json /a != 1", "json /a in 1|2",
                                        "json /a ~ .*", "header X != 1", "regex <a>(.*)</a> != 1"})
        EXPECT_FALSE(holds(condition, garbage)) << condition;
    EXPECT_FALSE(holds("json /none != 1"));
}

TEST(GenericRule, NeedsAllItsConditions) {
    Rule rule;
    ASSERT_EQ(Rule::parse("status 200-299 & json /a = 1 -> throttle", rule), "");
    EXPECT_EQ(rule.outcome, ErrorClass::throttle);
    const auto fits = [&](int status, const Json& json) {
        return rule.holds(status, {"", nullptr, nullptr, &json});
    };
    EXPECT_TRUE(fits(200, {{"a", 1}}));
    EXPECT_FALSE(fits(300, {{"a", 1}}));
    EXPECT_FALSE(fits(200, {{"a", 2}}));
    ASSERT_EQ(Rule::parse("any -> accepted", rule), "");
    EXPECT_EQ(rule.outcome, std::nullopt);
}

TEST(GenericRule, SaysWhatIsWrongWithIt) {
    EXPECT_EQ(complaint("status 200"), "must be conditions, \" -> \" and an outcome");
    EXPECT_EQ(complaint("status 200 -> ok"),
              "unknown outcome \"ok\"; there are accepted, perm, opt_out, invalid, auth, balance, "
              "throttle, transient, ambiguous");
    EXPECT_EQ(complaint("status 2xx -> accepted"),
              "\"2xx\" is no HTTP status or range of them, like 200-299");
    EXPECT_EQ(complaint("status 299-200 -> accepted"),
              "\"299-200\" is no HTTP status or range of them, like 200-299");
    EXPECT_EQ(complaint("/a = 1 -> accepted"),
              "\"/a\" must be one of: json /pointer, regex expression, header Name, field name, body, any or "
              "status");
    EXPECT_EQ(complaint("json /a ~ ( -> accepted"), "\"(\" is no expression: missing ): (");
    EXPECT_EQ(complaint("status 200 &  -> accepted"), "a condition is empty");
}

}   // namespace
}   // namespace smsgw::providers::generic
