// From a request to a message, or to everything that is wrong with it.
#include "intake/plan.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <set>

#include "support/plan_fixture.hpp"

namespace smsgw::intake {
namespace {

using namespace std::chrono_literals;

using test::a_request;
using test::an_account;
using test::plan_of;
using test::plan_time;

// "field:code field:code" of what is wrong.
std::string problems_of(const SendRequest& request, const Account& account = an_account()) {
    const auto planned = plan_message(request, account, plan_time);
    std::string text;
    if (const auto* problems = std::get_if<std::vector<FieldProblem>>(&planned))
        for (const auto& problem : *problems)
            text += (text.empty() ? "" : " ") + problem.field + ":" + std::string(error_name(problem.code));
    return text;
}

TEST(Plan, OfASmallRequestHasTheDefaults) {
    const auto plan = plan_of(a_request());
    const auto& m = plan.message;
    EXPECT_EQ(m.account.str(), "shop");
    EXPECT_EQ(m.to.str(), "+31612345678");
    EXPECT_EQ(m.country, "NL");
    EXPECT_EQ(m.sender.str(), "Shop");
    EXPECT_EQ(m.text.reveal(), "Your code is 123456");
    EXPECT_EQ(m.encoding, Encoding::gsm7);
    EXPECT_EQ(m.segments, 1);
    EXPECT_EQ(m.lane, Lane::normal);
    EXPECT_TRUE(m.reference.empty());
    EXPECT_EQ(plan.validity, 24h);
    EXPECT_EQ(plan.line_type, LineType::mobile);
}

TEST(Plan, HasAValidityByLane) {
    auto request = a_request();
    request.lane = "otp";
    EXPECT_EQ(plan_of(request).validity, 5min);
    request.lane = "normal";
    EXPECT_EQ(plan_of(request).validity, 24h);
    request.lane = "bulk";
    EXPECT_EQ(plan_of(request).validity, 24h);
    request.validity_s = 60;
    EXPECT_EQ(plan_of(request).validity, 60s);
}

TEST(Plan, ReadsANationalNumberByTheRequestsRegionThenTheAccounts) {
    auto request = a_request();
    request.to = "06 12345678";
    auto account = an_account();
    EXPECT_EQ(problems_of(request, account), "region:region_required");
    account.default_region = "NL";
    EXPECT_EQ(plan_of(request, account).message.to.str(), "+31612345678");
    account.countries = {"DE"};
    request.region = "DE";
    request.to = "0151 23456789";
    EXPECT_EQ(plan_of(request, account).message.to.str(), "+4915123456789");
}

struct Row {
    std::string name;
    std::function<void(SendRequest&, Account&)> change;
    std::string problems;   // empty: it is fine
};

class PlanRule : public testing::TestWithParam<Row> {};

TEST_P(PlanRule, Holds) {
    auto request = a_request();
    auto account = an_account();
    GetParam().change(request, account);
    EXPECT_EQ(problems_of(request, account), GetParam().problems);
}

std::function<void(SendRequest&, Account&)> to(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.to = text; };
}
std::function<void(SendRequest&, Account&)> text_of(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.message = SmsText(text); };
}
std::function<void(SendRequest&, Account&)> sender(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.sender = text; };
}
std::function<void(SendRequest&, Account&)> region(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.region = text; };
}
std::function<void(SendRequest&, Account&)> reference(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.reference = text; };
}
std::function<void(SendRequest&, Account&)> lane(const std::string& text) {
    return [text](SendRequest& r, Account&) { r.lane = text; };
}
std::function<void(SendRequest&, Account&)> validity_s(std::int64_t value) {
    return [value](SendRequest& r, Account&) { r.validity_s = value; };
}
std::function<void(SendRequest&, Account&)> allowed_sender(const std::string& text) {
    return [text](SendRequest& r, Account& a) {
        r.sender = text;
        a.senders = {Sender("Bank"), Sender("12345")};
    };
}

const Row rows[] = {
    {"NumberOfNoPlan", to("+999123"), "to:number_invalid"},
    {"NumberWithLetters", to("+31 6 CALL ME"), "to:number_invalid"},
    {"NumberThatIsEmpty", to(""), "to:number_invalid"},
    {"NumberOfAFixedLine", to("+31201234567"), "to:number_not_mobile"},
    {"NumberWithoutARegion", to("0612345678"), "region:region_required"},
    {"RegionThatIsNone", region("XX"), "region:region_unknown"},
    {"RegionInLowerCase", region("nl"), ""},
    {"TextThatIsEmpty", text_of(""), "message:message_empty"},
    {"TextWithAControl", text_of("a\x07z"), "message:message_control_character"},
    {"TextWithLineBreaks", text_of("a\r\n\tb"), ""},
    {"TextOfTenSegments", text_of(std::string(1530, 'a')), ""},
    {"TextOfElevenSegments", text_of(std::string(1531, 'a')), "message:message_too_long"},
    {"TextBeyondTheAccountsLimit",
     [](SendRequest& r, Account& a) {
         r.message = SmsText(std::string(161, 'a'));
         a.segments_max = 1;
     },
     "message:message_too_long"},
    {"SenderMissing", [](SendRequest&, Account& a) { a.default_sender = Sender(); }, "sender:sender_missing"},
    {"SenderTooLong", sender("TwelveLetter"), "sender:sender_invalid"},
    {"SenderEmpty", sender(""), "sender:sender_invalid"},
    {"SenderOfItsOwn", sender("Elsewhere"), ""},
    {"SenderOnTheList", allowed_sender("12345"), ""},
    {"SenderThatIsTheDefault", allowed_sender("Shop"), ""},
    {"SenderNotOnTheList", allowed_sender("Elsewhere"), "sender:sender_not_allowed"},
    {"LaneUnknown", lane("express"), "lane:lane_unknown"},
    {"LaneInCapitals", lane("OTP"), "lane:lane_unknown"},
    {"LaneNotAllowed",
     [](SendRequest& r, Account& a) {
         r.lane = "otp";
         a.lanes = {Lane::normal, Lane::bulk};
     },
     "lane:lane_not_allowed"},
    {"ValidityTooShort", validity_s(29), "validity_s:validity_out_of_range"},
    {"ValidityShortest", validity_s(30), ""},
    {"ValidityLongest", validity_s(259'200), ""},
    {"ValidityTooLong", validity_s(259'201), "validity_s:validity_out_of_range"},
    {"ValidityNegative", validity_s(-1), "validity_s:validity_out_of_range"},
    {"ValidityAbsurd", validity_s(std::numeric_limits<std::int64_t>::max()),
     "validity_s:validity_out_of_range"},
    {"ReferenceLongest", reference(std::string(255, 'r')), ""},
    {"ReferenceTooLong", reference(std::string(256, 'r')), "reference:reference_invalid"},
    {"ReferenceWithALineBreak", reference("a\nb"), "reference:reference_invalid"},
    {"ReferenceWithDelete", reference("a\x7f"), "reference:reference_invalid"},
    {"ReferenceInUtf8", reference("commande n\xC2\xB0 7"), ""},
};
INSTANTIATE_TEST_SUITE_P(Fields, PlanRule, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(Plan, SendsAtOnceAndHoldsUnlessAskedOtherwise) {
    const auto plan = plan_of(a_request());
    EXPECT_FALSE(plan.message.send_at);
    EXPECT_EQ(plan.message.on_ambiguous, OnAmbiguous::hold);
}

TEST(Plan, TakesATimeToSendAt) {
    auto request = a_request();
    request.send_at = "2026-01-02T05:04:05+01:00";
    EXPECT_EQ(plan_of(request).message.send_at, plan_time + 1h);
    request.send_at = "2026-02-01T03:04:05Z";
    EXPECT_EQ(plan_of(request).message.send_at, plan_time + 24h * 30);
    for (const char* wrong : {"2026-02-01T03:04:06Z", "tomorrow", "2026-01-02T05:04:05", ""}) {
        request.send_at = wrong;
        EXPECT_EQ(problems_of(request), "send_at:send_at_invalid") << wrong;
    }
}

TEST(Plan, TakesThePolicyForUnknownOutcomesFromTheRequestElseFromTheAccount) {
    auto account = an_account();
    account.on_ambiguous = OnAmbiguous::retry;
    auto request = a_request();
    EXPECT_EQ(plan_of(request, account).message.on_ambiguous, OnAmbiguous::retry);
    request.on_ambiguous = "hold";
    EXPECT_EQ(plan_of(request, account).message.on_ambiguous, OnAmbiguous::hold);
    request.on_ambiguous = "retry";
    EXPECT_EQ(plan_of(request).message.on_ambiguous, OnAmbiguous::retry);
    request.on_ambiguous = "dedupe";
    EXPECT_EQ(problems_of(request), "on_ambiguous:on_ambiguous_unknown");
}

TEST(Plan, TellsAllProblemsAtOnce) {
    auto request = a_request();
    request.to = "nobody";
    request.message = SmsText();
    request.sender = "far too long a sender";
    request.lane = "express";
    request.reference = "a\nb";
    request.validity_s = 1;
    EXPECT_EQ(problems_of(request),
              "to:number_invalid message:message_empty sender:sender_invalid lane:lane_unknown "
              "reference:reference_invalid validity_s:validity_out_of_range");
}

TEST(Plan, NeverQuotesATextOrANumber) {
    auto request = a_request();
    request.to = "+31201234567";
    request.message = SmsText("secret\x07words");
    const auto planned = plan_message(request, an_account(), plan_time);
    for (const auto& problem : std::get<std::vector<FieldProblem>>(planned)) {
        EXPECT_EQ(problem.detail.find("secret"), std::string::npos);
        EXPECT_EQ(problem.detail.find("1234567"), std::string::npos);
    }
}

TEST(Fingerprint, IsTheSameForTheSameRequest) {
    EXPECT_EQ(fingerprint(plan_of(a_request())), fingerprint(plan_of(a_request())));
}

TEST(Fingerprint, DoesNotDependOnHowTheNumberIsWritten) {
    auto request = a_request();
    request.to = "+31 (6) 1234-5678";
    EXPECT_EQ(fingerprint(plan_of(request)), fingerprint(plan_of(a_request())));
}

TEST(Fingerprint, DiffersForEachField) {
    const std::function<void(SendRequest&)> changes[] = {
        [](SendRequest&) {},
        [](SendRequest& r) { r.to = "+31612345679"; },
        [](SendRequest& r) { r.message = SmsText("Your code is 123457"); },
        [](SendRequest& r) { r.sender = "Other"; },
        [](SendRequest& r) { r.reference = "order-2"; },
        [](SendRequest& r) { r.lane = "bulk"; },
        [](SendRequest& r) { r.lane = "otp"; },
        [](SendRequest& r) { r.validity_s = 60; },
        [](SendRequest& r) { r.send_at = "2026-01-03T00:00:00Z"; },
        [](SendRequest& r) { r.on_ambiguous = "retry"; },
    };
    std::set<std::string> prints;
    for (const auto& change : changes) {
        auto request = a_request();
        change(request);
        EXPECT_TRUE(prints.insert(fingerprint(plan_of(request))).second);
    }
}

TEST(Fingerprint, KeepsFieldsApart) {
    auto one = a_request();
    one.message = SmsText("ab");
    one.reference = "c";
    auto other = a_request();
    other.message = SmsText("a");
    other.reference = "bc";
    EXPECT_NE(fingerprint(plan_of(one)), fingerprint(plan_of(other)));
}

TEST(Fingerprint, FitsIntoAnIdempotencyRecord) {
    EXPECT_EQ(fingerprint(plan_of(a_request())).find_first_of(" \n\t"), std::string::npos);
}

}   // namespace
}   // namespace smsgw::intake
