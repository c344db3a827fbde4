// The contract of the port Throttle, said once and asked of the fake and of real Redis. Paces here are of minutes, so that
// the time which a test takes on the way means nothing.
#include <vector>

#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using Kind = ThrottleTurn::Kind;

// A segment each 1000 s, and a little: Pace::cost(1) is 1025 s.
constexpr Pace slow{.tps = 0.001};
constexpr Millis cost = 1025s;
constexpr Millis moment = 100s;   // what may pass between two calls of a test, however busy the machine is

template <class Bench>
class StorageThrottle : public StorageContract<Bench> {
protected:
    ThrottleTurn reserve(ThrottleRequest request) {
        return value_of(this->bench.run(this->bench.throttle().reserve(std::move(request))));
    }
    // A wish whose turn may be as far ahead as it likes.
    static ThrottleRequest patient(Pace pace = slow, int segments = 1) {
        return {.provider = provider_x,
                .pace = pace,
                .segments = segments,
                .ahead_max = 1000h,
                .put_off_max = 1000h};
    }
    // One that is not kept waiting, but put off.
    static ThrottleRequest now_or_later(Lane lane = Lane::normal) {
        return {.provider = provider_x, .pace = slow, .lane = lane, .ahead_max = 0ms, .put_off_max = 1000h};
    }
    static void expect_about(const ThrottleTurn& turn, Kind kind, Millis wait) {
        EXPECT_EQ(turn.kind, kind);
        EXPECT_LE(turn.wait, wait);
        EXPECT_GT(turn.wait, wait - moment);
    }
};
TYPED_TEST_SUITE(StorageThrottle, Storages, StorageNames);

TYPED_TEST(StorageThrottle, LetsTheFirstGoAtOnce) {
    const auto turn = this->reserve(this->patient());
    EXPECT_EQ(turn.kind, Kind::granted);
    EXPECT_EQ(turn.wait, 0ms);
}

TYPED_TEST(StorageThrottle, SpacesThoseThatWait) {
    this->reserve(this->patient());
    this->expect_about(this->reserve(this->patient()), Kind::granted, cost);
    this->expect_about(this->reserve(this->patient()), Kind::granted, 2 * cost);
}

TYPED_TEST(StorageThrottle, IsOpenAgainAfterItsTime) {
    this->reserve(this->patient());
    this->bench.advance(cost);
    EXPECT_EQ(this->reserve(this->patient()).wait, 0ms);
    // and saves nothing up
    this->bench.advance(10 * cost);
    EXPECT_EQ(this->reserve(this->patient()).wait, 0ms);
    this->expect_about(this->reserve(this->patient()), Kind::granted, cost);
}

TYPED_TEST(StorageThrottle, LetsABurstGoAtOnceAndThenKeepsThePace) {
    const Pace pace{.tps = slow.tps, .burst = 3};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(this->reserve(this->patient(pace)).wait, 0ms);
    this->expect_about(this->reserve(this->patient(pace)), Kind::granted, cost);
    // The burst comes back with time.
    this->bench.advance(10 * cost);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(this->reserve(this->patient(pace)).wait, 0ms);
    EXPECT_GT(this->reserve(this->patient(pace)).wait, 0ms);
}

TYPED_TEST(StorageThrottle, CountsSegments) {
    this->reserve(this->patient(slow, 3));
    this->expect_about(this->reserve(this->patient()), Kind::granted, 3 * cost);
}

TYPED_TEST(StorageThrottle, CountsEachProviderForItself) {
    this->reserve(this->patient());
    auto other = this->patient();
    other.provider = ProviderId("y");
    EXPECT_EQ(this->reserve(other).wait, 0ms);
}

TYPED_TEST(StorageThrottle, PutsOffWhatWouldWaitTooLongEachForItsOwnTime) {
    this->reserve(this->patient());
    this->expect_about(this->reserve(this->now_or_later()), Kind::put_off, cost);
    this->expect_about(this->reserve(this->now_or_later()), Kind::put_off, 2 * cost);
    this->expect_about(this->reserve(this->now_or_later()), Kind::put_off, 3 * cost);
    // and keeps nothing for it: who waits comes first
    this->expect_about(this->reserve(this->patient()), Kind::granted, cost);
}

TYPED_TEST(StorageThrottle, LetsWhatWasPutOffGoWhenItComesBack) {
    this->reserve(this->patient());
    const auto turn = this->reserve(this->now_or_later());
    this->bench.advance(turn.wait);
    EXPECT_EQ(this->reserve(this->now_or_later()).kind, Kind::granted);
}

TYPED_TEST(StorageThrottle, CallsWhatMayWaitBackALittleEarly) {
    this->reserve(this->patient());
    auto request = this->patient();
    request.ahead_max = cost / 2;
    // half of what it may wait
    this->expect_about(this->reserve(request), Kind::put_off, cost - cost / 4);
}

TYPED_TEST(StorageThrottle, SaysWhenATurnWouldComeTooLateAndKeepsNothing) {
    this->reserve(this->patient());
    auto hasty = this->now_or_later();
    hasty.put_off_max = cost / 2;
    EXPECT_EQ(this->reserve(hasty).kind, Kind::too_late);
    EXPECT_EQ(this->reserve(hasty).kind, Kind::too_late);
    this->expect_about(this->reserve(this->now_or_later()), Kind::put_off, cost);
}

TYPED_TEST(StorageThrottle, PutsOffOtpBehindOtpOnly) {
    this->reserve(this->patient());
    for (int i = 0; i < 5; ++i) this->reserve(this->now_or_later(Lane::bulk));
    this->expect_about(this->reserve(this->now_or_later(Lane::otp)), Kind::put_off, cost);
    this->expect_about(this->reserve(this->now_or_later(Lane::otp)), Kind::put_off, 2 * cost);
    this->expect_about(this->reserve(this->now_or_later(Lane::bulk)), Kind::put_off, 6 * cost);
}

// The promise to a provider that counts by the second: whichever second that is, and although each submit is up to 25 ms
// on its way.
void expect_never_more_than(int tps, int segments) {
    FakeBench s;
    std::vector<Millis> at;
    const auto start = s.clock.mono;
    for (int i = 0; i < 5 * tps; ++i) {
        auto turn = value_of(s.run(s.throttle().reserve({.provider = provider_x,
                                                         .pace = {.tps = static_cast<double>(tps)},
                                                         .segments = segments,
                                                         .ahead_max = 1000h,
                                                         .put_off_max = 1000h})));
        at.push_back(std::chrono::duration_cast<Millis>(s.clock.mono - start) + turn.wait);
    }
    const std::size_t over =
        static_cast<std::size_t>(tps / segments);   // the first that does not fit any more
    for (std::size_t i = 0; i + over < at.size(); ++i)
        ASSERT_GE(at[i + over] - at[i], 1024ms)
            << tps << " per second, " << segments << " segments, number " << i;
}

TEST(ThrottleInMemory, NeverGivesMoreThanFitsIntoASecond) {
    for (const int tps : {1, 2, 10, 50, 333}) expect_never_more_than(tps, 1);
    for (const int segments : {2, 3, 7}) expect_never_more_than(50, segments);
}

TEST(ThrottleInRedis, KeepsNothingOfAProviderThatIsIdle) {
    RedisBench s;
    value_of(s.run(s.throttle().reserve(
        {.provider = provider_x, .pace = {.tps = 50}, .ahead_max = 1s, .put_off_max = 1s})));
    const auto ttl = s.ask({"PTTL", redis::Keys::throttle(provider_x)}).integer;
    EXPECT_GT(ttl, 0);
    EXPECT_LE(ttl, 1021);
}

TEST(ThrottleInRedis, ThatIsAwayIsStorageThatIsAway) {
    RedisBench s;
    s.server.kill9();
    EXPECT_EQ(s.run(s.throttle().reserve({.provider = provider_x, .pace = slow})).error(),
              Errc::storage_unavailable);
}

}   // namespace
}   // namespace smsgw::test
