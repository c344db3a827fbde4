// What becomes of a message after each outcome of each attempt.
#include "dispatch/decision.hpp"

#include <gtest/gtest.h>

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

const Jitter half = [] { return 0.5; };
const Jitter least = [] { return 0.0; };
const Jitter most = [] { return 0.999999; };

// A settlement as text, so that a table can hold what is expected of it.
struct Text {
    std::string operator()(const SettleSubmitted& s) const {
        std::string text = "submitted";
        for (const auto& id : s.ids) text += " " + id.str();
        if (s.parts_refused > 0) text += " without " + std::to_string(s.parts_refused);
        return text + " " + std::to_string(s.report_window.count());
    }
    std::string operator()(const SettleRetryAt& s) const {
        return "retry " + std::to_string(s.delay.count()) + " " + s.error;
    }
    std::string operator()(const SettleRepeatAt& s) const {
        return "repeat " + std::to_string(s.delay.count()) + " " + s.error;
    }
    std::string operator()(const SettleRejected& s) const {
        const std::string fault(to_text(s.fault));
        return "rejected " + s.error + (s.fault == RecipientFault::none ? "" : " " + fault);
    }
    std::string operator()(const SettleFailed& s) const { return "failed " + s.error; }
    std::string operator()(const SettleUnknown& s) const {
        return "unknown " + std::to_string(s.hold.count()) + " " + s.error;
    }
};

struct Row {
    std::string name;
    SubmitOutcome outcome;
    AttemptFacts facts;
    std::string expected;
};

const DispatchConfig config{
    .attempts_max = 5, .retry_min = 1s, .retry_max = 5min, .hold_otp = 10min, .hold = 24h};

AttemptFacts attempt(int number) {
    AttemptFacts facts{.attempt = number, .other_provider = false, .lane = Lane::normal, .report_window = 1h};
    for (int i = 1; i < number; ++i) facts.last_delay = 3 * std::max<Millis>(facts.last_delay, 1s);
    return facts;
}
AttemptFacts with_another(int number) {
    auto facts = attempt(number);
    facts.other_provider = true;
    return facts;
}
AttemptFacts where_repeats_are_dropped(int number) {
    auto facts = attempt(number);
    facts.repeats = AttemptFacts::Repeats::are_dropped;
    return facts;
}
AttemptFacts of_an_otp() {
    auto facts = attempt(1);
    facts.lane = Lane::otp;
    return facts;
}

const NotAccepted failed_connect{.error = "connect_failed", .retry_after = {}};
const NotAccepted busy{.error = "http_429", .retry_after = 90s};
const Refused bad_message{.error = "x_105", .scope = Refused::Scope::message};
const Refused bad_credentials{.error = "http_401", .scope = Refused::Scope::provider};
const Ambiguous lost{.error = "read_timeout"};

const Row rows[] = {
    {"AcceptedWithIds", Accepted{{ProviderMsgId("p1"), ProviderMsgId("p2")}}, attempt(1),
     "submitted p1 p2 3600000"},
    {"AcceptedWithoutAnId", Accepted{}, attempt(1), "submitted 3600000"},
    {"AcceptedInPart", Accepted{.ids = {ProviderMsgId("p1")}, .parts_refused = 1}, attempt(1),
     "submitted p1 without 1 3600000"},
    {"AcceptedAtTheLastAttempt", Accepted{{ProviderMsgId("p1")}}, attempt(5), "submitted p1 3600000"},
    {"NotAcceptedFirst", failed_connect, attempt(1), "retry 2000 connect_failed"},
    {"NotAcceptedSecond", failed_connect, attempt(2), "retry 5000 connect_failed"},
    {"NotAcceptedLastButOne", failed_connect, attempt(4), "retry 41000 connect_failed"},
    {"NotAcceptedLast", failed_connect, attempt(5), "failed connect_failed"},
    {"NotAcceptedBeyondTheLast", failed_connect, attempt(6), "failed connect_failed"},
    {"NotAcceptedLastThoughAnotherWaits", failed_connect, with_another(5), "failed connect_failed"},
    {"NotAcceptedAndAnotherWaits", failed_connect, with_another(1), "retry 0 connect_failed"},
    {"AskedToWaitLonger", busy, attempt(1), "retry 90000 http_429"},
    {"AskedToWaitShorterThanOwnDelay", NotAccepted{"http_429", 1s}, attempt(2), "retry 5000 http_429"},
    {"AskedToWaitButAnotherIsFree", busy, with_another(1), "retry 0 http_429"},
    {"RefusedMessage", bad_message, attempt(1), "rejected x_105"},
    {"RefusedMessageThoughAnotherWaits", bad_message, with_another(1), "rejected x_105"},
    {"RefusedForTheRecipient", Refused{.error = "x_131", .fault = RecipientFault::opted_out}, attempt(1),
     "rejected x_131 opted_out"},
    {"RefusedProvider", bad_credentials, attempt(1), "retry 2000 http_401"},
    {"RefusedProviderAndAnotherWaits", bad_credentials, with_another(1), "retry 0 http_401"},
    {"RefusedProviderAtTheLastAttempt", bad_credentials, attempt(5), "retry 122000 http_401"},
    {"Ambiguous", lost, attempt(1), "unknown 86400000 read_timeout"},
    {"AmbiguousOtp", lost, of_an_otp(), "unknown 600000 read_timeout"},
    {"AmbiguousThoughAnotherWaits", lost, with_another(1), "unknown 86400000 read_timeout"},
    {"AmbiguousAtTheLastAttempt", lost, attempt(5), "unknown 86400000 read_timeout"},
    {"AmbiguousWhereRepeatsAreDropped", lost, where_repeats_are_dropped(1), "repeat 2000 read_timeout"},
    {"AmbiguousRepeatAtTheLastAttempt", lost, where_repeats_are_dropped(5), "unknown 86400000 read_timeout"},
};

class Decision : public testing::TestWithParam<Row> {};

TEST_P(Decision, IsTheOneOfTheTable) {
    const auto& row = GetParam();
    EXPECT_EQ(std::visit(Text{}, decide(row.outcome, row.facts, config, half)), row.expected);
}

INSTANTIATE_TEST_SUITE_P(Outcomes, Decision, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST(RetryDelay, IsAtLeastTheMinimumWhateverTheJitter) {
    for (const Millis last : {0ms, 1ms, 5'000ms, 86'400'000ms})
        EXPECT_EQ(retry_delay(last, config, least), config.retry_min);
}

TEST(RetryDelay, StaysBelowThreeTimesTheLastOneAndTheMaximum) {
    Millis last{0};
    for (int number = 1; number <= 40; ++number) {
        const auto bound = std::min(3 * std::max(last, config.retry_min), config.retry_max);
        last = retry_delay(last, config, most);
        EXPECT_LE(last, bound) << number;
        EXPECT_GE(last, bound - 1s) << number;
    }
}

TEST(RetryDelay, IsBoundedAfterADelayBeyondReason) {
    EXPECT_LE(retry_delay(std::chrono::hours{24 * 365}, config, most), config.retry_max);
}

TEST(DecisionOnAccepted, HandsOnWhatTheProviderAsks) {
    const Accepted accepted{.ids = {}, .price = Money{33'300, "EUR"}};
    const auto settlement = decide(accepted, attempt(1), config, half);
    EXPECT_EQ(std::get<SettleSubmitted>(settlement).price, (Money{33'300, "EUR"}));
}

}   // namespace
}   // namespace smsgw::dispatch
