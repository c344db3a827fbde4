// The sweeper asks again at once while there is more, and after a pause otherwise.
#include "dispatch/sweeper.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "base/task_group.hpp"
#include "support/fake_clock.hpp"
#include "support/run_task.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

struct FakeDueWork : DueWork {
    std::deque<Result<int>> answers;   // then 0
    int calls = 0;
    int max_asked = 0;

    Task<Result<int>> promote(int max) override {
        ++calls;
        max_asked = max;
        if (answers.empty()) co_return 0;
        const auto answer = answers.front();
        answers.pop_front();
        co_return answer;
    }
};

class SweeperTest : public testing::Test {
protected:
    void SetUp() override { group.spawn("sweeper", sweeper.run()); }
    void TearDown() override {
        sweeper.stop();
        group.cancel_all();
        test::drive(io);
        EXPECT_EQ(group.size(), 0U);
    }
    void drive() { test::drive(io); }

    asio::io_context io;
    test::FakeClock clock;
    FakeDueWork due;
    Sweeper sweeper{due, clock, 200ms};
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
    due.answers = {500, 500, 499};
    drive();
    EXPECT_EQ(due.max_asked, 500);
    EXPECT_EQ(due.calls, 3);
}

TEST_F(SweeperTest, GoesOnAfterAnError) {
    due.answers = {Errc::storage_unavailable, 500};
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

}   // namespace
}   // namespace smsgw::dispatch
