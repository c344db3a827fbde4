// smsgwctl queues, watch and abuse on a real Redis.
#include "app/ctl_queues.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "app/ctl_blocks.hpp"
#include "support/admission_fixture.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

// A command with its output in memory.
class Desk {
public:
    ~Desk() { client_.close(); }

    template <class Options>
    int run(const test::RedisBench& bench, Options options, Task<int> (*command)(Options, CtlContext),
            Screen screen = Screen::lines) {
        out.str("");
        err.str("");
        input_ = sources_.input();
        options.redis.url = bench.server.url();
        return run_task(io_, command(std::move(options), {input_, out, err, client_, clock_, screen}));
    }

    std::ostringstream out, err;

private:
    asio::io_context io_;
    SystemClock clock_;
    http::Client client_{io_.get_executor(), clock_, {}, {test::loopback_only}};
    test::ConfigFixture sources_;
    LoadInput input_;
};

class CtlQueues : public testing::Test {
protected:
    json queues() {
        if (desk.run(bench, {.output = Output::json}, show_queues) != exit_done)
            throw std::runtime_error(desk.err.str());
        return json::parse(desk.out.str());
    }
    void admit(Lane lane) { bench.admit(test::a_new_message(lane)); }

    test::RedisBench bench{2};
    Desk desk;
};

TEST_F(CtlQueues, CountWhatWaitsAndWhatIsLentInEachLane) {
    for (int i = 0; i < 3; ++i) admit(Lane::otp);
    admit(Lane::bulk);
    auto lanes = queues()["lanes"];
    EXPECT_EQ(lanes["otp"]["ready"], 3);
    EXPECT_EQ(lanes["otp"]["lent"], 0);
    EXPECT_GE(lanes["otp"]["oldest_s"].get<double>(), 0);
    EXPECT_EQ(lanes["normal"], (json{{"ready", 0}, {"lent", 0}, {"oldest_s", 0.0}}));
    EXPECT_EQ(lanes["bulk"]["ready"], 1);
    // when two of them are lent
    const auto letters = test::lanes_of(bench.lease(2));   // of which lanes, the partitions decide
    ASSERT_EQ(letters.size(), 2U);
    const auto otp = std::count(letters.begin(), letters.end(), 'o');
    lanes = queues()["lanes"];
    EXPECT_EQ(lanes["otp"]["ready"], 3 - otp);
    EXPECT_EQ(lanes["otp"]["lent"], otp);
    EXPECT_EQ(lanes["bulk"]["lent"], 2 - otp);
}

TEST_F(CtlQueues, CountWhatIsBesideTheLanes) {
    bench.submitted();
    bench.ask({"XADD", "{01}dlq", "*", "m", "m_x"});
    bench.ask({"ZADD", "{01}oz", "1", "x:1"});
    bench.ask({"ZADD", "{01}cb:shop", "1", "m_x"});
    bench.ask({"HSET", "smsgw:callbacks:disabled", "closed", "1"});
    auto found = queues();
    EXPECT_EQ(found["live"], 1);
    EXPECT_EQ(found["due"], 1) << "the end of the report window";
    EXPECT_EQ(found["overdue_s"], 0);
    EXPECT_EQ(found["dead_letters"], 1);
    EXPECT_EQ(found["parked"], 1);
    EXPECT_EQ(found["callbacks"], (json{{"shop", {{"waiting", 1}, {"disabled", false}}},
                                        {"closed", {{"waiting", 0}, {"disabled", true}}}}));
    // when nobody sweeps
    bench.ask({"ZADD", "{01}z", "1000", "m_x"});
    found = queues();
    EXPECT_EQ(found["due"], 2);
    EXPECT_GT(found["overdue_s"].get<double>(), 1e9);
    desk.run(bench, QueuesOptions{}, show_queues);
    EXPECT_THAT(desk.out.str(),
                AllOf(HasSubstr("lane    ready  lent  oldest\n"), HasSubstr("overdue         1"),
                      HasSubstr("callbacks of closed  0 messages, disabled\n")));
}

TEST_F(CtlQueues, AreWatchedWithWhatHappensInASecond) {
    admit(Lane::otp);
    const WatchOptions twice{.every = Millis{20}, .count = 2};
    EXPECT_EQ(desk.run(bench, twice, watch_queues), exit_done);
    EXPECT_THAT(desk.out.str(),
                MatchesRegex("[^\n]+ otp=1\\+0 normal=0\\+0 bulk=0\\+0 live=1 [^\n]*parked=0\n"
                             "[^\n]+ otp=1\\+0 [^\n]+ accepted_per_s=0.0 [^\n]+\n"));
    auto as_json = twice;
    as_json.output = Output::json;
    EXPECT_EQ(desk.run(bench, as_json, watch_queues), exit_done);
    const auto last = json::parse(desk.out.str().substr(desk.out.str().find('\n') + 1));
    EXPECT_EQ(last["per_s"]["accepted"], 0);
    EXPECT_EQ(last["lanes"]["otp"]["ready"], 1);
}

TEST_F(CtlQueues, AreShownInOnePlaceOfATerminal) {
    EXPECT_EQ(desk.run(bench, WatchOptions{.count = 1}, watch_queues, Screen::terminal), exit_done);
    EXPECT_THAT(desk.out.str(), AllOf(HasSubstr("\x1b[H\x1b[J"), HasSubstr("lane    ready")));
}

TEST_F(CtlQueues, AreNotThereWhereNoGatewayHasBeen) {
    bench.ask({"DEL", "smsgw:installation"});
    EXPECT_EQ(desk.run(bench, QueuesOptions{}, show_queues), exit_failed);
    EXPECT_THAT(desk.err.str(), HasSubstr("no gateway has ever used this Redis"));
}

TEST(CtlQueueRates, AreWhatWasCountedBetweenTwoLooks) {
    StoreStats before, after;
    before.admitted = 100;
    before.moves[MsgStatus::delivered] = 10;
    after.admitted = 150;
    after.moves[MsgStatus::delivered] = 30;
    after.callbacks_told = 4;
    after.at = before.at + std::chrono::seconds{2};
    const auto rates = rates_json(before, after);
    EXPECT_EQ(rates["accepted"], 25);
    EXPECT_EQ(rates["delivered"], 10);
    EXPECT_EQ(rates["callbacks"], 2);
    EXPECT_EQ(rates["failed"], 0);
    EXPECT_EQ(rates_json(before, before), json::object()) << "no time, no rate";
}

// ---- abuse ----------------------------------------------------------------------------------------------------------

class CtlBlocks : public test::AdmissionTest {
protected:
    int abuse(BlocksOptions options) { return desk.run(s, std::move(options), handle_blocks); }

    Desk desk;
};

TEST_F(CtlBlocks, ShowsWhatIsBlockedAndLiftsIt) {
    unentered(4);
    BlocksOptions options{.output = Output::json};
    ASSERT_EQ(abuse(options), exit_done) << desk.err.str();
    const auto accounts = json::parse(desk.out.str())["accounts"];
    ASSERT_EQ(accounts.size(), 1U);
    EXPECT_EQ(accounts[0]["account"], "shop");
    EXPECT_EQ(accounts[0]["blocks"].size(), 2U);
    EXPECT_EQ(accounts[0]["unconverted_in_a_row"], 4);
    const std::string subject = accounts[0]["blocks"][0]["subject"];
    // when a person lifts it
    options = {.action = BlocksOptions::Action::unblock,
               .account = "shop",
               .rule = "conversion",
               .subject = subject};
    EXPECT_EQ(abuse(options), exit_done) << desk.err.str();
    EXPECT_EQ(desk.out.str(), "conversion " + subject + " is lifted\n");
    // then it is gone, and not lifted twice
    EXPECT_EQ(status().blocks.size(), 1U);
    EXPECT_EQ(abuse(options), exit_failed);
    EXPECT_THAT(desk.err.str(), HasSubstr("there is no block conversion " + subject));
}

TEST_F(CtlBlocks, ShowsTheAccountThatIsAskedFor) {
    unentered(4);
    EXPECT_EQ(abuse({}), exit_done);
    EXPECT_THAT(desk.out.str(),
                MatchesRegex("account +rule +subject +until\nshop +conversion +8801[^\n]+\n(.|\n)*"));
    EXPECT_EQ(abuse({.account = "other"}), exit_done);
    EXPECT_THAT(desk.out.str(), AllOf(HasSubstr("other"), Not(HasSubstr("shop"))));
}

}   // namespace
}   // namespace smsgw::app
