// The station between an outbox in memory and a service that answers what the test has written down.
#include "callback/station.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <deque>

#include "callback/payload.hpp"
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

// What is due is handed out once; what was said of it is kept: "m1 2 done", "m1 2 again 5000", ...
struct FakeOutbox : CallbackStore {
    std::deque<CallbackEvent> due;
    std::vector<std::string> said;
    std::set<AccountId> off;
    int wished = 0;

    Task<Result<std::vector<CallbackEvent>>> take(std::vector<CallbackWish> wishes, Millis) override {
        std::vector<CallbackEvent> out;
        for (const auto& wish : wishes) {
            wished = std::max(wished, wish.max);
            for (int i = 0; i < wish.max && !due.empty(); ++i) {
                out.push_back(due.front());
                due.pop_front();
            }
        }
        co_return out;
    }
    Result<void> say(const MsgId& msgid, int seq, const std::string& word) {
        said.push_back(msgid.str() + " " + std::to_string(seq) + " " + word);
        return {};
    }
    Task<Result<void>> done(AccountId, MsgId msgid, int seq) override { co_return say(msgid, seq, "done"); }
    Task<Result<void>> retry(AccountId, MsgId msgid, int seq, Millis delay) override {
        co_return say(msgid, seq, "again " + std::to_string(delay.count()));
    }
    Task<Result<void>> give_up(AccountId, MsgId msgid, int seq) override {
        co_return say(msgid, seq, "given up");
    }
    Task<Result<std::set<AccountId>>> disabled() override { co_return off; }
    Task<Result<void>> disable(AccountId account) override {
        off.insert(account);
        co_return Result<void>();
    }
};

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
    void pass(Millis span) {
        for (Millis passed{0}; passed < span; passed += config.look_every) {
            clock.advance(config.look_every);
            test::drive(io);
        }
    }
    static CallbackAnswer answer(int status) { return {.status = status, .error = {}, .retry_after = {}}; }

    asio::io_context io;
    test::FakeClock clock;
    FakeOutbox outbox;
    FakeService service{clock};
    CallbackConfig config;
    TaskGroup group{io.get_executor()};
    std::optional<Station> station;
};

TEST_F(CallbackStation, PostsTheEventSigned) {
    outbox.due = {an_event()};
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
    outbox.due = {event};
    start();
    EXPECT_EQ(service.requests.at(0).url, "https://shop.test/own/7");
}

TEST_F(CallbackStation, PutsOffWhatIsNotTaken) {
    auto second = an_event("m2");
    second.tries = 1;
    outbox.due = {an_event("m1"), second};
    service.answers = {answer(500), {.status = 0, .error = "timeout", .retry_after = {}}};
    start();
    EXPECT_EQ(outbox.said, (std::vector<std::string>{"m1 2 again 5000", "m2 2 again 30000"}));
}

TEST_F(CallbackStation, GivesUpAfterTheLastTry) {
    auto event = an_event();
    event.tries = 9;
    outbox.due = {event};
    service.answers = {answer(302)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 given up"});
}

TEST_F(CallbackStation, LeavesAnEndpointAloneThatIsGoneUntilItIsEnabled) {
    outbox.due = {an_event("m1")};
    service.answers = {answer(410)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 again 0"});
    EXPECT_TRUE(outbox.off.contains(shop));
    // when there is more
    outbox.due = {an_event("m2")};
    pass(5s);
    EXPECT_EQ(service.requests.size(), 1U);
    // and a person enables it
    outbox.off.clear();
    pass(2s);
    EXPECT_EQ(service.requests.size(), 2U);
}

TEST_F(CallbackStation, DoesNotDisableAnAccountForTheUrlOfOneMessage) {
    auto event = an_event();
    event.view.message.callback_url = "https://shop.test/own/7";
    outbox.due = {event};
    service.answers = {answer(410)};
    start();
    EXPECT_EQ(outbox.said, std::vector<std::string>{"m1 2 given up"});
    EXPECT_TRUE(outbox.off.empty());
}

TEST_F(CallbackStation, HasSoManyUnderWayAndNoMore) {
    for (int i = 0; i < 20; ++i) outbox.due.push_back(an_event("m" + std::to_string(i)));
    service.takes = 1s;
    start();
    pass(10s);
    EXPECT_EQ(service.under_way_most, 8);
    EXPECT_EQ(outbox.said.size(), 20U);
    EXPECT_EQ(outbox.wished, 8);
}

TEST_F(CallbackStation, StopsAskingAnEndpointThatFailsAndProbesItLater) {
    for (int i = 0; i < 100; ++i) outbox.due.push_back(an_event("m" + std::to_string(i)));
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
    EXPECT_EQ(service.requests.size(), 100U);
}

TEST_F(CallbackStation, LetsWhatIsUnderWayEndWhenItStops) {
    outbox.due = {an_event()};
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
