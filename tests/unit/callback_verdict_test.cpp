// What follows from the answer of an account's service.
#include "callback/verdict.hpp"

#include <gtest/gtest.h>

namespace smsgw::callback {
namespace {

using namespace std::chrono_literals;
using Outcome = Breaker::Outcome;

CallbackAnswer status(int value) {
    return {.status = value, .error = {}, .retry_after = {}};
}
CallbackAnswer failed(const char* error) {
    return {.status = 0, .error = error, .retry_after = {}};
}

std::string word_of(const CallbackAnswer& answer, int tries = 0) {
    const auto verdict = judge(answer, {.tries = tries, .first = 5s, .jitter = 0.5});
    constexpr const char* words[] = {"told", "again", "give up", "gone"};
    return words[verdict.index()];
}

Millis delay_after(int tries, double jitter = 0.5, CallbackAnswer answer = failed("timeout")) {
    return std::get<TellAgain>(judge(answer, {.tries = tries, .first = 5s, .jitter = jitter})).delay;
}

TEST(CallbackVerdict, IsToldByASuccessOnly) {
    for (const int good : {200, 201, 202, 204, 299}) EXPECT_EQ(word_of(status(good)), "told") << good;
    for (const int bad :
         {100, 199, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504})
        EXPECT_EQ(word_of(status(bad)), "again") << bad;
    for (const auto* error : {"timeout", "connection_lost", "dns_failed", "tls_failed", "address_refused"})
        EXPECT_EQ(word_of(failed(error)), "again") << error;
}

TEST(CallbackVerdict, IsThatAnEndpointIsGoneWhenItSaysSo) {
    EXPECT_EQ(word_of(status(410)), "gone");
    EXPECT_EQ(word_of(status(410), tries_max - 1), "gone");
}

TEST(CallbackVerdict, WaitsLongerAfterEachFailure) {
    const Millis expected[] = {5s, 30s, 5min, 30min, 2h, 5h, 10h, 14h, 20h};
    for (int tries = 0; tries < 9; ++tries) EXPECT_EQ(delay_after(tries), expected[tries]) << tries;
    EXPECT_EQ(word_of(failed("timeout"), 9), "give up");
}

TEST(CallbackVerdict, SpreadsTheTriesByAFifth) {
    EXPECT_EQ(delay_after(0, 0), 4s);
    EXPECT_LT(delay_after(0, 0.999), 6s);
    EXPECT_GT(delay_after(0, 0.999), 5990ms);
}

TEST(CallbackVerdict, EndsWithinTheRetentionOfAMessage) {
    EXPECT_EQ(std::chrono::duration_cast<std::chrono::hours>(schedule_max(5s)), 61h);
}

TEST(CallbackVerdict, HonoursAWishForALongerPauseUpToAnHour) {
    auto busy = status(503);
    busy.retry_after = 60s;
    EXPECT_EQ(delay_after(0, 0.5, busy), 60s);
    EXPECT_EQ(delay_after(2, 0.5, busy), 5min);   // the schedule's own is longer
    busy.retry_after = 9h;
    EXPECT_EQ(delay_after(0, 0.5, busy), 1h);
}

TEST(CallbackVerdict, CallsAnEndpointIllThatDoesNotAnswer) {
    EXPECT_EQ(breaker_outcome(status(204)), Outcome::success);
    EXPECT_EQ(breaker_outcome(status(404)), Outcome::success);
    EXPECT_EQ(breaker_outcome(status(307)), Outcome::success);
    EXPECT_EQ(breaker_outcome(status(429)), Outcome::throttled);
    EXPECT_EQ(breaker_outcome(status(500)), Outcome::failure);
    EXPECT_EQ(breaker_outcome(failed("timeout")), Outcome::failure);
    EXPECT_EQ(breaker_outcome(failed("stopping")), Outcome::none);
}

}   // namespace
}   // namespace smsgw::callback
