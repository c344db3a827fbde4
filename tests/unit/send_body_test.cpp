// The body of POST /send: types and names are checked here, meanings later.
#include "api/send_body.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace smsgw::api {
namespace {

intake::SendRequest request_of(std::string_view body) {
    auto read = read_send_body(body);
    if (read.has_error() || !std::holds_alternative<intake::SendRequest>(*read))
        throw std::runtime_error("refused: " + std::string(body));
    return std::get<intake::SendRequest>(*read);
}

// "field:code field:code" in the order of their names.
std::string problems_of(std::string_view body) {
    auto read = read_send_body(body);
    if (read.has_error()) return error_name(read.error());
    std::string text;
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&*read))
        for (const auto& problem : *problems)
            text += (text.empty() ? "" : " ") + problem.field + ":" + std::string(error_name(problem.code));
    return text;
}

TEST(SendBody, IsReadWithEveryField) {
    const auto r =
        request_of(R"({"to":"+31612345678","message":"Hi","sender":"Shop","region":"NL","reference":"o1",
                                  "lane":"otp","validity_s":60,"dry_run":true})");
    EXPECT_EQ(r.to, "+31612345678");
    EXPECT_EQ(r.message.reveal(), "Hi");
    EXPECT_EQ(r.sender, "Shop");
    EXPECT_EQ(r.region, "NL");
    EXPECT_EQ(r.reference, "o1");
    EXPECT_EQ(r.lane, "otp");
    EXPECT_EQ(r.validity_s, 60);
    EXPECT_EQ(r.mode, intake::Mode::dry_run);
}

TEST(SendBody, NeedsOnlyTwoFields) {
    const auto r = request_of(R"({"to":"1","message":"Hi"})");
    EXPECT_FALSE(r.sender);
    EXPECT_FALSE(r.region);
    EXPECT_FALSE(r.lane);
    EXPECT_FALSE(r.validity_s);
    EXPECT_EQ(r.reference, "");
    EXPECT_EQ(r.mode, intake::Mode::real);
}

TEST(SendBody, KeepsAnEmptySenderApartFromNone) {
    EXPECT_EQ(request_of(R"({"to":"1","message":"Hi","sender":""})").sender, "");
}

struct Row {
    std::string name;
    std::string body;
    std::string problems;
};

class BadSendBody : public testing::TestWithParam<Row> {};

TEST_P(BadSendBody, IsRefused) {
    EXPECT_EQ(problems_of(GetParam().body), GetParam().problems);
}

const std::string start = R"({"to":"1","message":"Hi")";

const Row rows[] = {
    {"NotJson", "to=1&message=Hi", "json_malformed"},
    {"Nothing", "", "json_malformed"},
    {"AnArray", "[]", "json_malformed"},
    {"AString", "\"Hi\"", "json_malformed"},
    {"Null", "null", "json_malformed"},
    {"TwoRecipients", R"({"to":"1","to":"2","message":"Hi"})", "json_malformed"},
    {"Empty", "{}", "to:field_missing message:field_missing"},
    {"WithoutRecipient", R"({"message":"Hi"})", "to:field_missing"},
    {"WithoutText", R"({"to":"1"})", "message:field_missing"},
    {"RecipientAsNumber", R"({"to":31612345678,"message":"Hi"})", "to:field_type"},
    {"RecipientAsList", R"({"to":["1"],"message":"Hi"})", "to:field_type"},
    {"TextAsNull", R"({"to":"1","message":null})", "message:field_type"},
    {"SenderAsNumber", start + R"(,"sender":12345})", "sender:field_type"},
    {"SenderAsNull", start + R"(,"sender":null})", "sender:field_type"},
    {"RegionAsList", start + R"(,"region":[]})", "region:field_type"},
    {"ReferenceAsNumber", start + R"(,"reference":7})", "reference:field_type"},
    {"LaneAsNumber", start + R"(,"lane":1})", "lane:field_type"},
    {"ValidityAsString", start + R"(,"validity_s":"60"})", "validity_s:field_type"},
    {"ValidityAsFraction", start + R"(,"validity_s":60.0})", "validity_s:field_type"},
    {"DryRunAsString", start + R"(,"dry_run":"true"})", "dry_run:field_type"},
    {"DryRunAsNumber", start + R"(,"dry_run":1})", "dry_run:field_type"},
    {"UnknownField", start + R"(,"text":"Hi"})", "text:field_unknown"},
    {"FieldInCapitals", start + R"(,"Lane":"otp"})", "Lane:field_unknown"},
    {"Everything", R"({"message":7,"text":"Hi","lane":1})",
     "to:field_missing lane:field_type message:field_type text:field_unknown"},
};
INSTANTIATE_TEST_SUITE_P(Bodies, BadSendBody, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(SendBody, HasAValidityBeyond63BitsOnlyOutOfRange) {
    const auto r = request_of(start + R"(,"validity_s":18446744073709551615})");
    ASSERT_TRUE(r.validity_s);
    EXPECT_LT(*r.validity_s, 30);   // refused by the plan, whatever it became
}

TEST(SendBody, ShortensALongUnknownNameWhereUtf8Allows) {
    // 63 letters, then a character of two bytes across the limit of 64
    const auto read = read_send_body(start + ",\"" + std::string(63, 'n') + "\xC3\xA9tail\":1}");
    const auto& problems = std::get<std::vector<intake::FieldProblem>>(*read);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].field, std::string(63, 'n'));
}

}   // namespace
}   // namespace smsgw::api
