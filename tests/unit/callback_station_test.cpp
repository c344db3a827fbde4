// The station between an outbox in memory and a service that answers what the test has written down.
#include "callback/station.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <deque>

#include "callback/payload.hpp"
#include "support/fake_callback_store.hpp"
#include "support/fake_clock.hpp"
#include "support/messages.hpp"
#include "support/run_task.hpp"

namespace smsgw::callback {
namespace {

using namespace std::chrono_literals;

const AccountId shop{"shop"};

CallbackEvent an_event(const std::string& msgid = "m1", int seq = 2,
                       MsgStatus status = MsgStatus::submitted) {
    auto message = test::a_message();
    message.msgid = MsgId(msgid);
    CallbackEvent event{.view = {.message = message, .status = status}, .event = {.seq = seq}};
    event.event.at = WallTime(Millis(1'767'323'045'678));
    event.event.status = status;
    event.event.attempt = 1;
    event.event.provider = "x";
    return event;
}

struct FakeService : CallbackSender {
    explicit FakeService(Clock& time) : clock(time) {}
    std::deque<CallbackAnswer> answers;
    CallbackAnswer otherwise{.status = 204, .error = {}, .retry_after = {}};
    Millis takes{0};
    std::vector<CallbackRequest> requests;
    int under_way = 0;
    int under_way_most = 0;
    Clock& clock;

    Task<CallbackAnswer> post(CallbackRequest request) override {
        requests.push_back(std::move(request));
        auto answer = answers.empty() ? otherwise : answers.front();
        if (!answers.empty()) answers.pop_front();
        under_way_most = std::max(under_way_most, ++under_way);
        if (takes > Millis{0}) co_await clock.sleep_until(clock.mono_now() + takes);
        --under_way;
        co_return answer;
    }
};

class CallbackStation : public testing::Test {
protected:
    void start() {
        const auto key = WebhookKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
        std::vector<Endpoint> endpoints;
        endpoints.push_back({.account = shop, .url = "https://shop.test/events", .keys = {key}});
        station.emplace(io.get_executor(), outbox, service, clock, std::move(endpoints), config,
                        [] { return 0.5; });
        group.spawn("callbacks", station->run());
        test::drive(io);
    }
    void TearDown() override {
        if (!station) return;
        test::run_task(io, station->stop(Millis{0}));
        test::drive(io);
        EXPECT_EQ(group.size(), 0U);
    }
    // Stored, with this event as the next one to tell.
    void put(CallbackEvent event) {
        test::FakeStorage::Stored stored{.view = std::move(event.view)};
        stored.settled = event.event.seq - 1;
        stored.tell_tries = event.tries;
        stored.tell_at = clock.wall;
        stored.view.events.resize(static_cast<std::size_t>(stored.settled));
        stored.view.events.push_back(std::move(event.event));
        const auto msgid = stored.view.message.msgid.str();
        storage.messages.insert_or_assign(msgid, std::move(stored));
    }
    void pass(Millis span) {
        for (Millis passed{0}; passed < span; passed += config.look_every) {
            clock.advance(config.look_every);
            test::drive(io);
        }
    }
    static CallbackAnswer answer(int status) { return {.status = status, .error = {}, .retry_after = {}}; }

    asio::io_context io;
    test::FakeClock clock;
    test::FakeStorage storage{clock};
    test::FakeCallbackStore outbox{storage};
    FakeService service{clock};
    CallbackConfig config;
    TaskGroup group{io.get_executor()};
    std::optional<Station> station;
};

TEST_F(CallbackStation, PostsTheEventSigned) {
    put(an_event());
    start();
    ASSERT_EQ(service.requests.size(), 1U);
    const auto& request = service.requests[0];
    EXPECT_EQ(request.url, "https://shop.test/events");
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"Content-Type", "application/json"},
        {"webhook-id", "evt_m1_2"},
        {"webhook-timestamp", "1767323045"},
        {"webhook-signature", WebhookKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                                  .value()
                                  .sign("evt_m1_2", 1767323045, request.body)}};
    EXPECT_EQ(request.headers, expected);
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 done"});
}

TEST_F(CallbackStation, PassesTheTraceOn) {
    auto event = an_event();
    event.view.message.trace = TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    put(std::move(event));
    start();
    ASSERT_EQ(service.requests.size(), 1U);
    const std::pair<std::string, std::string> header{
        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"};
    EXPECT_EQ(service.requests[0].headers.back(), header);
}

TEST_F(CallbackStation, HangsWhenAPostNeverEndsAndNotWhileThereIsNothingToTell) {
    start();
    for (int i = 0; i < 600; ++i) {
        pass(1s);
        station->heartbeat().age(1s);
    }
    EXPECT_TRUE(station->heartbeat().overdue().empty());
    service.takes = 24h;
    put(an_event());
    for (int i = 0; i < 200; ++i) {
        pass(1s);
        station->heartbeat().age(1s);
    }
    EXPECT_EQ(station->heartbeat().overdue(), std::set<std::string>{"telling"});
}

TEST_F(CallbackStation, SaysAllThatAServiceMayKnow) {
    auto event = an_event("m1", 5, MsgStatus::delivered);
    event.view.corrected = true;
    event.view.provider_msgids = {ProviderMsgId("p1")};
    const auto expected =
        nlohmann::json::parse(R"({"type":"message.delivered","timestamp":"2026-01-02T03:04:05.678Z","data":{
        "msgid":"m1","reference":"order-1","status":"delivered","seq":5,"resend_safe":null,"duplicate_possible":false,
        "corrected":true,"to":"+31612345678","provider":"x","provider_msgids":["p1"],"segments":1,"attempts":1,
        "error":null}})");
    EXPECT_EQ(nlohmann::json::parse(payload(event)), expected);
}

TEST_F(CallbackStation, DoesNotCallAnOlderEventCorrected) {
    auto event = an_event("m1", 4, MsgStatus::undelivered);
    event.view.corrected = true;
    EXPECT_EQ(nlohmann::json::parse(payload(event))["data"]["corrected"], false);
}

TEST_F(CallbackStation, PostsToTheUrlThatAMessageBrought) {
    auto event = an_event();
    event.view.message.callback_url = "https://shop.test/own/7";
    put(event);
    start();
    EXPECT_EQ(service.requests.at(0).url, "https://shop.test/own/7");
}

TEST_F(CallbackStation, PutsOffWhatIsNotTaken) {
    auto second = an_event("m2");
    second.tries = 1;
    put(an_event("m1"));
    put(second);
    service.answers = {answer(500), {.status = 0, .error = "timeout", .retry_after = {}}};
    start();
    EXPECT_EQ(outbox.said, (std::vector<std::string>{"m1 2 again 5000", "m2 2 again 30000"}));
}

TEST_F(CallbackStation, GivesUpAfterTheLastTry) {
    auto event = an_event();
    event.tries = 9;
    put(event);
    service.answers = {answer(302)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 given up"});
}

TEST_F(CallbackStation, LeavesAnEndpointAloneThatIsGoneUntilItIsEnabled) {
    put(an_event("m1"));
    service.answers = {answer(410)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 again 0"});
    EXPECT_TRUE(storage.disabled_callbacks.contains(shop));
    // when there is more
    put(an_event("m2"));
    pass(5s);
    EXPECT_EQ(service.requests.size(), 1U);
    // and a person enables it
    storage.disabled_callbacks.clear();
    pass(2s);
    EXPECT_EQ(service.requests.size(), 3U);   // both
}

TEST_F(CallbackStation, DoesNotDisableAnAccountForTheUrlOfOneMessage) {
    auto event = an_event();
    event.view.message.callback_url = "https://shop.test/own/7";
    put(event);
    service.answers = {answer(410)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 given up"});
    EXPECT_TRUE(storage.disabled_callbacks.empty());
}

TEST_F(CallbackStation, HasSoManyUnderWayAndNoMore) {
    for (int i = 0; i < 20; ++i) put(an_event("m" + std::to_string(i)));
    service.takes = 1s;
    start();
    pass(10s);
    EXPECT_EQ(service.under_way_most, 8);
    EXPECT_EQ(outbox.said.size(), 20U);
    EXPECT_EQ(outbox.wished_most, 8);
}

TEST_F(CallbackStation, StopsAskingAnEndpointThatFailsAndProbesItLater) {
    for (int i = 0; i < 100; ++i) put(an_event("m" + std::to_string(i)));
    service.otherwise = answer(500);
    start();
    pass(1s);
    const auto asked = service.requests.size();
    EXPECT_GE(asked, 20U);
    EXPECT_LT(asked, 40U);
    pass(3s);
    EXPECT_EQ(service.requests.size(), asked);
    // when it is well again
    service.otherwise = answer(200);
    pass(5s);
    EXPECT_EQ(service.requests.size(), asked + 100U);
    EXPECT_EQ(std::count_if(outbox.said.begin(), outbox.said.end(),
                            [](auto& line) { return line.ends_with("done"); }),
              100);
}

TEST_F(CallbackStation, LetsWhatIsUnderWayEndWhenItStops) {
    put(an_event());
    service.takes = 1s;
    start();
    auto stopping = [](Station& one) -> Task<> { co_await one.stop(5s); };
    group.spawn("stop", stopping(*station));
    test::drive(io);
    clock.advance(1s);
    test::drive(io);
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 done"});
}

}   // namespace
}   // namespace smsgw::callback
