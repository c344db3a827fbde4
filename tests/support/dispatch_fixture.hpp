// A dispatcher between storage in memory and two scripted providers; the test moves the time.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dispatch/dispatcher.hpp"
#include "support/fake_bench.hpp"
#include "support/fake_provider.hpp"

namespace smsgw::test {

class DispatchFixture : public testing::Test {
protected:
    void TearDown() override {
        if (dispatcher) run_task(s.io, dispatcher->stop(Millis{0}));
    }

    // Starts with the configuration and the routes as the test has set them.
    void start() {
        table.emplace(routes);
        price_table.emplace(prices);
        std::vector<dispatch::Upstream> upstreams;
        for (auto* provider : {&x, &y, &z})
            upstreams.push_back({.provider = provider,
                                 .report_url = "https://sms.test/webhooks/" + provider->id().str(),
                                 .pace = pace[provider->id()],
                                 .in_flight_max = in_flight_max[provider->id()]});
        const dispatch::Dispatcher::Storage storage{s.queue(), s.throttle(), s.states};
        dispatcher.emplace(s.io.get_executor(), storage, s.clock, std::move(upstreams),
                           dispatch::Routing{*table, *price_table}, quality, refs, config,
                           [] { return 0.5; });
        dispatcher->start();
        drive(s.io);
    }

    // Lets time pass in steps, each ended by a sweeper and a moment in which the workers see what it moved.
    void pass(Millis span, Millis step = std::chrono::seconds{1}) {
        constexpr Millis moment = FakeWorkQueue::wait_time;
        for (Millis passed{0}; passed < span; passed += step) {
            s.clock.advance(step - moment);
            s.promote();
            s.clock.advance(moment);
            drive(s.io);
        }
    }

    // What a process that died has left: lent and never begun.
    void lend_to_the_dead(int count) {
        admit_many(count);
        const auto leases = value_of(s.run(s.other_queue().lease(2 * count)));
        ASSERT_EQ(leases.size(), static_cast<std::size_t>(count));
    }

    void admit_many(int count) {
        for (int i = 0; i < count; ++i) s.admit();
    }

    int with_status(MsgStatus status) const {
        int found = 0;
        for (const auto& [msgid, stored] : s.storage.messages)
            if (stored.view.status == status) ++found;
        return found;
    }

    FakeBench s;
    FakeProvider x{s.clock, "x"};
    FakeProvider y{s.clock, "y"};
    FakeProvider z{s.clock, "z"};   // in no route, unless a test puts it there
    std::vector<dispatch::Route> routes{{.prefix = "+", .providers = {ProviderId("x"), ProviderId("y")}}};
    std::map<ProviderId, Pace> pace;
    std::map<ProviderId, int> in_flight_max{
        {ProviderId("x"), 64}, {ProviderId("y"), 64}, {ProviderId("z"), 64}};
    const std::vector<dispatch::Route> only_x{{.prefix = "+", .providers = {ProviderId("x")}}};
    std::optional<dispatch::RouteTable> table;
    std::vector<dispatch::Price> prices;
    std::optional<dispatch::PriceTable> price_table;
    dispatch::Quality quality;
    ReportRef refs{Secret("a key")};
    dispatch::DispatchConfig config;
    std::optional<dispatch::Dispatcher> dispatcher;
};

}   // namespace smsgw::test
