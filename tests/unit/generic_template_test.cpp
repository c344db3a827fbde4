// Variables in texts of the configuration, and their escapes.
#include "providers/generic_template.hpp"

#include <gtest/gtest.h>

#include "providers/json.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::providers::generic {
namespace {

constexpr const char* nasty = "5 € & \"x\" <b>'\\\n%41+=;#{to}";

std::string rendered(std::string_view text, Place place, const std::string& value = nasty) {
    Template made;
    if (const auto problem = Template::parse(text, place, made); !problem.empty()) return "! " + problem;
    Values values;
    at(values, Variable::text) = value;
    at(values, Variable::to) = "+31612345678";
    at(values, Variable::segments) = "2";
    at(values, Variable::unicode) = "true";
    at(values, Variable::from) = "Acme";
    return made.render(values);
}

TEST(GenericTemplate, EscapesForUrlsAndForms) {
    EXPECT_EQ(rendered("a={text}&to={to}", Place::form, "a b&c=d+€"),
              "a=a%20b%26c%3Dd%2B%E2%82%AC&to=%2B31612345678");
    EXPECT_EQ(rendered("/{to}/x", Place::url), "/%2B31612345678/x");
}

TEST(GenericTemplate, EscapesWithinJsonStringsAndWritesWholeValuesElsewhere) {
    const auto json = Json::parse(
        rendered(R"({"a":"<{text}>","b":{text},"n":{segments},"s":"{segments}","u":{unicode},"q\"":"{to}"})",
                 Place::json));
    EXPECT_EQ(json["a"], std::string("<") + nasty + ">");
    EXPECT_EQ(json["b"], nasty);
    EXPECT_EQ(json["n"], 2);
    EXPECT_EQ(json["s"], "2");
    EXPECT_EQ(json["u"], true);
    EXPECT_EQ(json["q\""], "+31612345678");
}

TEST(GenericTemplate, EscapesForXml) {
    EXPECT_EQ(rendered("<t>{text}</t>", Place::xml, "<a href='&\">\n\r"),
              "<t>&lt;a href=&apos;&amp;&quot;&gt;&#10;&#13;</t>");
}

TEST(GenericTemplate, LeavesPlainTextAndHeadersAsTheyAre) {
    EXPECT_EQ(rendered("{text}", Place::plain), nasty);
    EXPECT_EQ(rendered("{from}-{segments}", Place::header), "Acme-2");
}

TEST(GenericTemplate, DoesNotReadTheValuesOfVariablesForVariables) {
    EXPECT_EQ(rendered("{text}", Place::plain, "{to}{from}"), "{to}{from}");
}

TEST(GenericTemplate, TakesABraceThatBeginsNoVariableForItself) {
    EXPECT_EQ(rendered(R"({"a":{"b":{}}})", Place::json), R"({"a":{"b":{}}})");
    EXPECT_EQ(rendered("{A} {} { to} {", Place::plain), "{A} {} { to} {");
}

TEST(GenericTemplate, NamesWhatItDoesNotKnow) {
    EXPECT_TRUE(
        rendered("{txt}", Place::plain).starts_with("! unknown variable {txt}; there are {to} {to_digits}"));
}

TEST(GenericTemplate, RefusesHeadersThatCouldBreakALine) {
    EXPECT_TRUE(rendered("{text}", Place::header).starts_with("! {text}"));
    EXPECT_TRUE(rendered("{reference}", Place::header).starts_with("! {reference}"));
}

TEST(GenericTemplate, KnowsWhatItUses) {
    Template made;
    ASSERT_EQ(Template::parse("a{to}b", Place::plain, made), "");
    EXPECT_TRUE(made.uses(Variable::to));
    EXPECT_FALSE(made.uses(Variable::text));
}

}   // namespace
}   // namespace smsgw::providers::generic
