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
    EXPECT_EQ(accepted_json(a_stored_message(), Money{45'000, "EUR"}), json::parse(R"({
        "msgid": "m_1", "status": "queued", "to": "+31612345678", "country": "NL", "encoding": "GSM-7", "segments": 1,
        "lane": "otp", "reference": "order-1",
        "accepted_at": "2026-01-02T03:04:05.000Z", "expires_at": "2026-01-02T03:09:05.000Z",
        "price_estimate": {"amount": "0.045", "currency": "EUR"}})"));
}

TEST(AcceptedJson, HasNoReferenceWhereNoneWasGiven) {
    auto message = a_stored_message();
    message.reference = Reference();
    EXPECT_TRUE(accepted_json(message, {})["reference"].is_null());
    EXPECT_TRUE(accepted_json(message, {})["price_estimate"].is_null());
}

TEST(ViewJson, HasWhatHappenedToTheMessage) {
    auto view = a_view(MsgStatus::delivered);
    view.attempts = 2;
    view.duplicate_possible = true;
    view.corrected = true;
    view.provider = "x";
    view.provider_msgids = {ProviderMsgId("p1"), ProviderMsgId("p2")};
    view.price = {{45'000, "EUR"}, {1'000'000, "USD"}};
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
    EXPECT_EQ(out["price"], json::parse(R"([{"amount": "0.045", "currency": "EUR"},
                                            {"amount": "1.00", "currency": "USD"}])"));
    EXPECT_EQ(out["events"], json::parse(R"([
        {"seq": 1, "at": "2026-01-02T03:04:05.000Z", "status": "queued"},
        {"seq": 2, "at": "2026-01-02T03:04:05.250Z", "status": "undelivered", "attempt": 2, "provider": "x",
         "provider_time": "03:04", "error": "x_7"}])"));
}

TEST(ViewJson, OfAFreshMessageIsEmptyWhereNothingIsKnown) {
    const auto out = view_json(a_view(MsgStatus::queued));
    EXPECT_TRUE(out["provider"].is_null());
    EXPECT_EQ(out["provider_msgids"], json::array());
    EXPECT_EQ(out["price"], json::array());
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

intake::Plan a_plan() {
    auto message = a_stored_message();
    message.msgid = {};
    message.segments = 2;
    return {.message = std::move(message),
            .validity = std::chrono::minutes{5},
            .line_type = LineType::mobile,
            .text = {.encoding = Encoding::gsm7, .segments = 2, .units = 219, .units_left = 87}};
}

TEST(DryRunJson, SaysWhatWouldHappenAndWhy) {
    const dispatch::RouteTable routes({{.id = dispatch::RouteId("codes"),
                                        .lane = Lane::otp,
                                        .prefix = "+31",
                                        .providers = {ProviderId("x"), ProviderId("y")},
                                        .weights = {30, 70}}});
    const dispatch::PriceTable prices({{.provider = ProviderId("y"), .micros = 45'000}});
    EXPECT_EQ(dry_run_json(a_plan(), {routes, prices}), json::parse(R"({
        "dry_run": true, "to": "+31612345678", "country": "NL", "line_type": "mobile", "sender": "Shop",
        "encoding": "GSM-7", "segments": 2, "units": 219, "units_left": 87, "lane": "otp", "validity_s": 300,
        "route": {"name": "codes", "reasons": ["lane otp", "prefix +31"]},
        "candidates": [
            {"provider": "y", "weight": 70, "price_estimate": {"amount": "0.09", "currency": "EUR"}},
            {"provider": "x", "weight": 30, "price_estimate": null}],
        "price_estimate": {"amount": "0.09", "currency": "EUR"}, "blockers": []})"));
}

TEST(DryRunJson, OfARouteForAllHasNoReasonsAndNoWeights) {
    const dispatch::RouteTable routes({{.providers = {ProviderId("x")}}});
    const dispatch::PriceTable prices({});
    const auto out = dry_run_json(a_plan(), {routes, prices});
    EXPECT_EQ(out["route"], json::parse(R"({"name": "#1", "reasons": []})"));
    EXPECT_EQ(out["candidates"],
              json::parse(R"([{"provider": "x", "weight": null, "price_estimate": null}])"));
    EXPECT_TRUE(out["price_estimate"].is_null());
}

TEST(DryRunJson, WithoutARouteHasABlocker) {
    const dispatch::RouteTable routes({});
    const dispatch::PriceTable prices({});
    const auto out = dry_run_json(a_plan(), {routes, prices});
    EXPECT_TRUE(out["route"].is_null());
    EXPECT_EQ(out["candidates"], json::array());
    EXPECT_EQ(out["blockers"], json::array({"no_route"}));
}

}   // namespace
}   // namespace smsgw::api
