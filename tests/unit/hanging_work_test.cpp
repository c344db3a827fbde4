// What of the workers' life is a hang, and what only looks like one.
#include <gmock/gmock.h>

#include "callback/station.hpp"
#include "dispatch/sweeper.hpp"
#include "support/dispatch_fixture.hpp"
#include "support/messages.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class HangingWork : public DispatchFixture {
protected:
    // Lets time pass, all of which counts; returns what was overdue at any second of it.
    std::set<std::string> overdue_within(Millis span) {
        std::set<std::string> names;
        for (Millis passed{0}; passed < span; passed += 1s) {
            pass(1s);
            dispatcher->heartbeat().age(1s);
            names.merge(dispatcher->heartbeat().overdue());
        }
        return names;
    }
};

TEST_F(HangingWork, IsASubmitThatNeverEnds) {
    routes = only_x;
    x.takes = 24h;   // no time limit of its own, as no provider should be
    s.admit();
    start();
    EXPECT_THAT(overdue_within(2min), IsEmpty());
    EXPECT_THAT(overdue_within(5min), ElementsAre("submitting"));
}

TEST_F(HangingWork, IsAPoolOfWorkersThatIsUsedUp) {
    routes = only_x;
    config.in_flight_max = 2;
    x.takes = 24h;
    admit_many(3);
    start();
    EXPECT_THAT(overdue_within(7min), ElementsAre("leasing", "submitting"));
}

TEST_F(HangingWork, IsNotAnEmptyQueue) {
    start();
    EXPECT_THAT(overdue_within(1h), IsEmpty());
}

TEST_F(HangingWork, IsNotAProviderThatTakesItsWholeTime) {
    routes = only_x;
    config.in_flight_max = 2;
    x.takes = 38s;
    for (int i = 0; i < 20; ++i) x.answers.emplace_back(Ambiguous{"read_timeout"});
    admit_many(20);
    start();
    EXPECT_THAT(overdue_within(10min), IsEmpty());
    EXPECT_GE(x.submits.size(), 20U);
}

TEST_F(HangingWork, IsNotAProviderThatIsPaused) {
    routes = only_x;
    s.states.states = {{ProviderId("x"), ProviderState::paused}};
    admit_many(20);
    start();
    EXPECT_THAT(overdue_within(15min), IsEmpty());
    EXPECT_TRUE(x.submits.empty());
}

TEST_F(HangingWork, IsNotAnOutageOfAllProviders) {
    for (auto* provider : {&x, &y}) provider->otherwise = NotAccepted{"connect_refused"};
    admit_many(50);
    start();
    EXPECT_THAT(overdue_within(15min), IsEmpty());
}

// Hands out nothing and never answers.
struct StuckQueue : FakeWorkQueue {
    StuckQueue(FakeStorage& storage, Clock& time) : FakeWorkQueue(storage, "c"), clock(time) {}
    Task<Result<std::vector<Lease>>> lease(int) override {
        co_await clock.sleep_until(MonoTime::max());
        co_return std::vector<Lease>();
    }
    Clock& clock;
};

TEST_F(HangingWork, IsACallForLeasesThatIsNeverAnswered) {
    StuckQueue stuck(s.storage, s.clock);
    table.emplace(routes);
    price_table.emplace(prices);
    const dispatch::Dispatcher::Storage storage{stuck, s.throttle(), s.states};
    dispatcher.emplace(s.io.get_executor(), storage, s.clock, std::vector<dispatch::Upstream>{{.provider = &x}},
                       dispatch::Routing{*table, *price_table}, quality, refs, config, [] { return 0.5; });
    dispatcher->start();
    drive(s.io);
    // also the loop that would take over from the dead, which waits for the other's turn to end
    EXPECT_THAT(overdue_within(10min), ElementsAre("leasing", "reclaiming"));
    run_task(s.io, dispatcher->stop(Millis{0}));
    dispatcher.reset();
}

struct StuckDueWork : DueWork {
    explicit StuckDueWork(Clock& time) : clock(time) {}
    Task<Result<Promoted>> promote(int) override {
        co_await clock.sleep_until(MonoTime::max());
        co_return Promoted{};
    }
    Task<Result<void>> never_came(Held, int) override { co_return Result<void>(); }
    Task<Result<void>> came(Held, std::vector<ProviderMsgId>, DeliveryReport) override { co_return Result<void>(); }
    Clock& clock;
};

TEST_F(HangingWork, IsASweepThatNeverEnds) {
    StuckDueWork due(s.clock);
    dispatch::Reconciler reconciler(s.io.get_executor(), due, s.messages(), refs, {}, 5);
    dispatch::Sweeper sweeper(due, reconciler, s.clock, 200ms);
    TaskGroup group(s.io.get_executor());
    group.spawn("sweeper", sweeper.run());
    drive(s.io);
    sweeper.heartbeat().age(storage_patience);
    EXPECT_THAT(sweeper.heartbeat().overdue(), IsEmpty());
    sweeper.heartbeat().age(1ms);
    EXPECT_THAT(sweeper.heartbeat().overdue(), ElementsAre("sweeping"));
    sweeper.stop();
    group.cancel_all();
    drive(s.io);
    s.clock.advance(200ms);
    drive(s.io);
    // and no longer once it has ended as it should
    EXPECT_THAT(sweeper.heartbeat().overdue(), IsEmpty());
}

}   // namespace
}   // namespace smsgw::test
