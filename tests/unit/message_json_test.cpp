// A message as clients see it.
#include "api/message_json.hpp"

#include <gtest/gtest.h>

#include "support/messages.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;

constexpr WallTime accepted_at{Millis{1'767'323'045'000}};   // 2026-01-02T03:04:05Z

Message a_stored_message() {
    auto message = test::a_message(Lane::otp);
    message.msgid = MsgId("m_1");
    message.text = SmsText();
    message.accepted_at = accepted_at;
    message.expires_at = accepted_at + std::chrono::minutes{5};
    return message;
}

MessageView a_view(MsgStatus status) {
    return {
        .message = a_stored_message(), .status = status, .provider = {}, .provider_msgids = {}, .events = {}};
}

TEST(AcceptedJson, IsTheBodyOfThe202) {
    EXPECT_EQ(accepted_json(a_stored_message()), json::parse(R"({
        "msgid": "m_1", "status": "queued", "to": "+31612345678", "country": "NL", "encoding": "GSM-7", "segments": 1,
        "lane": "otp", "reference": "order-1",
        "accepted_at": "2026-01-02T03:04:05.000Z", "expires_at": "2026-01-02T03:09:05.000Z"})"));
}

TEST(AcceptedJson, HasNoReferenceWhereNoneWasGiven) {
    auto message = a_stored_message();
    message.reference = Reference();
    EXPECT_TRUE(accepted_json(message)["reference"].is_null());
}

TEST(ViewJson, HasWhatHappenedToTheMessage) {
    auto view = a_view(MsgStatus::delivered);
    view.attempts = 2;
    view.duplicate_possible = true;
    view.corrected = true;
    view.provider = "x";
    view.provider_msgids = {ProviderMsgId("p1"), ProviderMsgId("p2")};
    view.events = {{.seq = 1, .at = accepted_at, .status = MsgStatus::queued},
                   {.seq = 2,
                    .at = accepted_at + Millis{250},
                    .status = MsgStatus::undelivered,
                    .attempt = 2,
                    .provider = "x",
                    .provider_time = "03:04",
                    .error = "x_7"}};
    const auto out = view_json(view);
    EXPECT_EQ(out["status"], "delivered");
    EXPECT_EQ(out["sender"], "Shop");
    EXPECT_EQ(out["attempts"], 2);
    EXPECT_EQ(out["duplicate_possible"], true);
    EXPECT_EQ(out["corrected"], true);
    EXPECT_EQ(out["provider"], "x");
    EXPECT_EQ(out["provider_msgids"], (json{"p1", "p2"}));
    EXPECT_EQ(out["events"], json::parse(R"([
        {"seq": 1, "at": "2026-01-02T03:04:05.000Z", "status": "queued"},
        {"seq": 2, "at": "2026-01-02T03:04:05.250Z", "status": "undelivered", "attempt": 2, "provider": "x",
         "provider_time": "03:04", "error": "x_7"}])"));
}

TEST(ViewJson, OfAFreshMessageIsEmptyWhereNothingIsKnown) {
    const auto out = view_json(a_view(MsgStatus::queued));
    EXPECT_TRUE(out["provider"].is_null());
    EXPECT_EQ(out["provider_msgids"], json::array());
    EXPECT_EQ(out["events"], json::array());
    EXPECT_EQ(out["attempts"], 0);
    EXPECT_EQ(out["duplicate_possible"], false);
    EXPECT_EQ(out["corrected"], false);
}

TEST(ViewJson, HasNoText) {
    auto view = a_view(MsgStatus::queued);
    view.message.text = SmsText("Your code is 123456");
    EXPECT_EQ(view_json(view).dump().find("123456\""), std::string::npos);
}

struct Row {
    MsgStatus status;
    json resend_safe;
};

class ResendSafeJson : public testing::TestWithParam<Row> {};

TEST_P(ResendSafeJson, IsTheOneOfTheTable) {
    EXPECT_EQ(view_json(a_view(GetParam().status))["resend_safe"], GetParam().resend_safe);
}

// As in docs: yes only where no provider can have it, no where one may, null while that is open.
const Row rows[] = {
    {MsgStatus::scheduled, nullptr}, {MsgStatus::queued, nullptr},      {MsgStatus::submitting, nullptr},
    {MsgStatus::unknown, false},     {MsgStatus::submitted, nullptr},   {MsgStatus::sent, nullptr},
    {MsgStatus::buffered, nullptr},  {MsgStatus::dlr_timeout, false},   {MsgStatus::unconfirmed, false},
    {MsgStatus::expired, true},      {MsgStatus::canceled, true},       {MsgStatus::failed, true},
    {MsgStatus::rejected, true},     {MsgStatus::undelivered, nullptr}, {MsgStatus::delivered, nullptr},
};
static_assert(std::size(rows) == std::size(status_rows));
INSTANTIATE_TEST_SUITE_P(Statuses, ResendSafeJson, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(to_text(row.param.status)); });

TEST(DryRunJson, SaysWhatWouldHappen) {
    const intake::Plan plan{
        .message = a_stored_message(),
        .validity = std::chrono::minutes{5},
        .line_type = LineType::mobile,
        .text = {.encoding = Encoding::gsm7, .segments = 1, .units = 19, .units_left = 141}};
    const auto out = dry_run_json(plan, {ProviderId("x"), ProviderId("y")});
    EXPECT_EQ(out, json::parse(R"({
        "dry_run": true, "to": "+31612345678", "country": "NL", "line_type": "mobile", "sender": "Shop",
        "encoding": "GSM-7", "segments": 1, "units": 19, "units_left": 141, "lane": "otp", "validity_s": 300,
        "route": ["x", "y"], "blockers": []})"));
    EXPECT_EQ(dry_run_json(plan, {})["blockers"], json::array({"no_route"}));
    EXPECT_EQ(dry_run_json(plan, {})["route"], json::array());
}

}   // namespace
}   // namespace smsgw::api
