// smsgwctl provider on a real Redis, beside workers that heed what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "app/ctl_provider.hpp"
#include "redis/provider_states.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using redis::RedisProviderStates;
using test::run_task;
using test::value_of;
using testing::HasSubstr;
using testing::MatchesRegex;
using ProviderAction = ProviderOptions::Action;

class CtlProvider : public testing::Test {
protected:
    CtlProvider() {
        value_of(bench.run(states.announce({{.id = ProviderId("x"), .tps = 50}, {.id = ProviderId("a")}})));
    }
    ~CtlProvider() override { client_.close(); }

    int provider(ProviderOptions options) {
        out.str("");
        err.str("");
        input_ = sources_.input();
        options.redis.url = bench.server.url();
        return run_task(io_, handle_provider(std::move(options), {input_, out, err, client_, clock_}));
    }
    std::map<ProviderId, ProviderState> read() { return value_of(bench.run(states.read())); }

    test::RedisBench bench;
    RedisProviderStates states{bench.connection(), redis::Keys(1)};
    std::ostringstream out, err;

private:
    asio::io_context io_;
    SystemClock clock_;
    http::Client client_{io_.get_executor(), clock_, {}, {test::loopback_only}};
    test::ConfigFixture sources_;
    LoadInput input_;
};

TEST_F(CtlProvider, ListsStateAttemptsUnderWayAndPace) {
    const auto lease = bench.begun();
    bench.begun();
    bench.submitted();
    EXPECT_EQ(provider({.action = ProviderAction::pause, .provider = "a"}), exit_done) << err.str();
    EXPECT_EQ(out.str(), "a is paused\n");
    EXPECT_EQ(provider({}), exit_done) << err.str();
    EXPECT_THAT(out.str(), MatchesRegex("provider +state +in_flight +tps\n"
                                        "a +paused +0\n"
                                        "x +active +2 +50.0\n"));
    bench.settle(lease, test::accepted_as({"p9"}));
    EXPECT_EQ(provider({.output = Output::json}), exit_done);
    EXPECT_EQ(json::parse(out.str()),
              json::parse(R"({"providers":[{"provider":"a","state":"paused","in_flight":0,"tps":null},
                                           {"provider":"x","state":"active","in_flight":1,"tps":50.0}]})"));
}

TEST_F(CtlProvider, SaysItToTheGateways) {
    EXPECT_EQ(provider({.action = ProviderAction::pause, .provider = "x"}), exit_done);
    EXPECT_EQ(read(), (std::map<ProviderId, ProviderState>{{ProviderId("x"), ProviderState::paused}}));
    EXPECT_EQ(provider({.action = ProviderAction::resume, .provider = "x"}), exit_done);
    EXPECT_EQ(out.str(), "x is active\n");
    EXPECT_TRUE(read().empty());
}

TEST_F(CtlProvider, CanDoSoWhenMemoryIsFull) {
    bench.ask({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_EQ(provider({.action = ProviderAction::pause, .provider = "x"}), exit_done) << err.str();
    EXPECT_EQ(read().size(), 1U);
    bench.ask({"CONFIG", "SET", "maxmemory", "0"});
}

TEST_F(CtlProvider, ForgetsTheTimesOfABacklogThatWentElsewhereWhenItIsResumed) {
    const ThrottleRequest later{.provider = ProviderId("x"),
                                .pace = {.tps = 0.001},
                                .ahead_max = Millis{0},
                                .put_off_max = std::chrono::hours{1000}};
    for (int i = 0; i < 5; ++i) value_of(bench.run(bench.throttle().reserve(later)));
    const auto before = value_of(bench.run(bench.throttle().reserve(later)));
    EXPECT_EQ(provider({.action = ProviderAction::resume, .provider = "x"}), exit_done) << err.str();
    const auto after = value_of(bench.run(bench.throttle().reserve(later)));
    EXPECT_GT(before.wait, std::chrono::seconds{5000});
    EXPECT_LE(after.wait, std::chrono::seconds{1025});
}

TEST_F(CtlProvider, DrainsUntilNoAttemptIsUnderWay) {
    EXPECT_EQ(provider({.action = ProviderAction::drain, .provider = "x", .heed_time = Millis{1}}),
              exit_done);
    EXPECT_EQ(out.str(), "x: 0 attempts under way\n");
    EXPECT_EQ(read().at(ProviderId("x")), ProviderState::draining);
}

TEST_F(CtlProvider, SaysWhatIsLeftWhenTheTimeIsOver) {
    bench.begun();
    EXPECT_EQ(
        provider({.action = ProviderAction::drain, .provider = "x", .timeout_s = 1, .heed_time = Millis{1}}),
        exit_failed);
    EXPECT_EQ(out.str(), "x: 1 attempts under way\n");
    EXPECT_EQ(provider({.action = ProviderAction::drain, .provider = "a", .heed_time = Millis{1}}), exit_done)
        << "another one's attempts are none of its own";
}

TEST_F(CtlProvider, RefusesOneThatNoGatewayHas) {
    EXPECT_EQ(provider({.action = ProviderAction::pause, .provider = "xx"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("no gateway has a provider xx"));
    EXPECT_TRUE(read().empty());
}

}   // namespace
}   // namespace smsgw::app
