// The sweeper asks again at once while there is more, and after a pause otherwise.
#include "dispatch/sweeper.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "base/report_ref.hpp"
#include "base/task_group.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_provider.hpp"
#include "support/fake_storage.hpp"
#include "support/messages.hpp"
#include "support/run_task.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

struct FakeDueWork : DueWork {
    std::deque<Result<Promoted>> answers;   // then nothing
    std::vector<std::string> said;          // "m1 came delivered p1", "m1 never came"
    int calls = 0;
    int max_asked = 0;

    Task<Result<Promoted>> promote(int max) override {
        ++calls;
        max_asked = max;
        if (answers.empty()) co_return Promoted{};
        const auto answer = answers.front();
        answers.pop_front();
        co_return answer;
    }
    Task<Result<void>> never_came(Held held, int attempts_max) override {
        said.push_back(held.msgid.str() + " never came, of " + std::to_string(attempts_max));
        co_return Result<void>();
    }
    Task<Result<void>> came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) override {
        said.push_back(held.msgid.str() + " came " + std::string(to_text(report.status)) + " " +
                       (ids.empty() ? "" : ids.front().str()));
        co_return Result<void>();
    }
};

Promoted some(int moved) {
    return Promoted{.moved = moved};
}

class SweeperTest : public testing::Test {
protected:
    void SetUp() override { group.spawn("sweeper", sweeper.run()); }
    void TearDown() override {
        sweeper.stop();
        group.cancel_all();
        test::run_task(io, reconciler.stop());
        test::drive(io);
        EXPECT_EQ(group.size(), 0U);
    }
    void drive() { test::drive(io); }

    asio::io_context io;
    test::FakeClock clock;
    FakeDueWork due;
    test::FakeProvider x{clock, "x"};
    test::FakeProvider y{clock, "y"};
    ReportRef refs{Secret("a key")};
    test::FakeStorage storage{clock};
    test::FakeMessageStore messages{storage};
    Reconciler reconciler{io.get_executor(), due, messages, refs, {&x, &y}, 5};
    Sweeper sweeper{due, reconciler, clock, 200ms};
    TaskGroup group{io.get_executor()};
};

TEST_F(SweeperTest, AsksOncePerPause) {
    drive();
    EXPECT_EQ(due.calls, 1);
    clock.advance(199ms);
    drive();
    EXPECT_EQ(due.calls, 1);
    clock.advance(1ms);
    drive();
    EXPECT_EQ(due.calls, 2);
}

TEST_F(SweeperTest, AsksAgainAtOnceWhileThereIsMore) {
    due.answers = {some(500), some(500), some(499)};
    drive();
    EXPECT_EQ(due.max_asked, 500);
    EXPECT_EQ(due.calls, 3);
}

TEST_F(SweeperTest, GoesOnAfterAnError) {
    due.answers = {Errc::storage_unavailable, some(500)};
    drive();
    EXPECT_EQ(due.calls, 1);
    clock.advance(200ms);
    drive();
    EXPECT_EQ(due.calls, 3);
}

TEST_F(SweeperTest, EndsWhenStopped) {
    drive();
    sweeper.stop();
    clock.advance(200ms);
    drive();
    EXPECT_EQ(group.size(), 0U);
    EXPECT_EQ(due.calls, 1);
}

TEST_F(SweeperTest, HasHeldMessagesAskedAboutWhereTheProviderCanBeAsked) {
    // given a provider that can be asked, and one that cannot
    x.lookups = {LookupFound{.report = test::a_report(MsgStatus::delivered), .ids = {ProviderMsgId("p1")}},
                 LookupNotFound{}, LookupFailed{"http_503"}};
    Promoted promoted{.moved = 4};
    for (const char* msgid : {"m1", "m2", "m3"}) promoted.held.push_back({MsgId(msgid), 2, ProviderId("x")});
    promoted.held.push_back({MsgId("m4"), 2, ProviderId("y")});
    Reconciler asking{io.get_executor(), due, messages, refs, {&x, &y}, 5};
    // and of which one can be read
    storage.messages.emplace("m1", test::FakeStorage::Stored{.view = {.message = test::a_message()}});
    // when they are handed out
    asking.ask(std::move(promoted.held));
    drive();
    // then what was learned is told, and nothing where nothing was
    EXPECT_EQ(due.said, (std::vector<std::string>{"m1 came delivered p1", "m2 never came, of 5"}));
    ASSERT_EQ(x.asked.size(), 3U);
    EXPECT_EQ(x.asked[0].ref, refs.make(MsgId("m1"), 2));
    EXPECT_EQ(x.asked[0].to, test::a_message().to);
    EXPECT_EQ(x.asked[0].accepted_at, test::a_message().accepted_at);
    EXPECT_EQ(x.asked[1].to, std::nullopt);
    EXPECT_TRUE(y.asked.empty());
    test::run_task(io, asking.stop());
}

}   // namespace
}   // namespace smsgw::dispatch
