// Every coroutine has a parent that can count, join and cancel it.
#include "base/task_group.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

#include "base/log.hpp"
#include "support/fake_clock.hpp"
#include "support/run_task.hpp"

namespace smsgw {
namespace {

using namespace std::chrono_literals;

class TaskGroupTest : public testing::Test {
protected:
    void TearDown() override {
        group.cancel_all();
        test::drive(io);
    }

    // Sleeps and counts how it ended.
    Task<> sleep(Millis span) {
        co_await clock.sleep_until(clock.mono_now() + span);
        const auto state = co_await asio::this_coro::cancellation_state;
        ++(state.cancelled() == asio::cancellation_type::none ? ended : cancelled);
    }
    // Does not hear its cancellation until it has slept on.
    Task<> sleep_stubbornly(Millis span) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await clock.sleep_until(clock.mono_now() + span);
        ++ended;
    }
    static Task<> fail() {
        throw std::runtime_error("a bug");
        co_return;
    }
    Task<> join_and_note() {
        co_await group.join();
        joined = true;
    }
    Task<> drain_and_note(Millis grace) {
        co_await drain(group, clock, grace);
        joined = true;
    }
    static Task<> run_and_note(std::vector<Task<>> tasks, bool& returned) {
        co_await asio::this_coro::throw_if_cancelled(false);
        co_await run_all("test", std::move(tasks));
        returned = true;
    }
    void start(Task<> task) {
        asio::co_spawn(io, std::move(task), [](std::exception_ptr error) { EXPECT_FALSE(error); });
        test::drive(io);
    }
    void advance(Millis span) {
        clock.advance(span);
        test::drive(io);
    }

    asio::io_context io;
    test::FakeClock clock;
    TaskGroup group{io.get_executor()};
    int ended = 0;
    int cancelled = 0;
    bool joined = false;
};

TEST_F(TaskGroupTest, KnowsItsChildrenUntilTheyEnd) {
    EXPECT_EQ(group.spawn("a", sleep(1s)), Spawned::yes);
    EXPECT_EQ(group.spawn("b", sleep(2s)), Spawned::yes);
    test::drive(io);
    EXPECT_EQ(group.size(), 2U);
    advance(1s);
    EXPECT_EQ(group.size(), 1U);
    advance(1s);
    EXPECT_EQ(group.size(), 0U);
    EXPECT_EQ(ended, 2);
}

TEST_F(TaskGroupTest, JoinsWhenTheLastChildHasEnded) {
    group.spawn("a", sleep(1s));
    group.spawn("b", sleep(2s));
    start(join_and_note());
    advance(1s);
    EXPECT_FALSE(joined);
    advance(1s);
    EXPECT_TRUE(joined);
}

TEST_F(TaskGroupTest, JoinsAtOnceWithoutChildren) {
    start(join_and_note());
    EXPECT_TRUE(joined);
}

TEST_F(TaskGroupTest, CancelsAllItsChildren) {
    for (int i = 0; i < 3; ++i) group.spawn("a", sleep(1h));
    test::drive(io);
    group.cancel_all();
    test::drive(io);
    EXPECT_EQ(cancelled, 3);
    EXPECT_EQ(group.size(), 0U);
}

TEST_F(TaskGroupTest, TakesNoChildrenOnceItIsClosed) {
    group.close();
    EXPECT_EQ(group.spawn("late", sleep(1s)), Spawned::closed);
    test::drive(io);
    EXPECT_EQ(group.size(), 0U);
    advance(1s);
    EXPECT_EQ(ended, 0);
}

TEST_F(TaskGroupTest, LogsAChildThatThrowsAndGoesOn) {
    std::string lines;
    {
        const log::Capture capture(lines);
        group.spawn("broken", fail());
        test::drive(io);
    }
    EXPECT_EQ(group.size(), 0U);
    EXPECT_NE(lines.find("task.failed"), std::string::npos) << lines;
    EXPECT_NE(lines.find("broken"), std::string::npos) << lines;
    EXPECT_NE(lines.find("a bug"), std::string::npos) << lines;
    EXPECT_EQ(group.spawn("next", sleep(1s)), Spawned::yes);
}

TEST_F(TaskGroupTest, DrainsWithoutWaitingForItsGraceWhenAllEndByThemselves) {
    group.spawn("a", sleep(1s));
    start(drain_and_note(10s));
    EXPECT_EQ(group.spawn("late", sleep(1s)), Spawned::closed);
    advance(1s);
    EXPECT_TRUE(joined);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(cancelled, 0);
}

TEST_F(TaskGroupTest, CancelsAfterTheGraceWhatHasNotEnded) {
    group.spawn("a", sleep(1s));
    group.spawn("b", sleep(1h));
    start(drain_and_note(10s));
    advance(9s);
    EXPECT_FALSE(joined);
    advance(1s);
    EXPECT_TRUE(joined);
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(cancelled, 1);
}

TEST_F(TaskGroupTest, WaitsForAChildThatMustNotBeInterrupted) {
    group.spawn("a", sleep_stubbornly(1min));
    start(drain_and_note(10s));
    advance(10s);
    EXPECT_FALSE(joined);
    advance(50s);
    EXPECT_TRUE(joined);
    EXPECT_EQ(ended, 1);
}

TEST_F(TaskGroupTest, RunsTasksToTheirEndsEvenWhenTheirCallerIsCancelled) {
    std::vector<Task<>> tasks;
    tasks.push_back(sleep(1s));
    tasks.push_back(fail());
    tasks.push_back(sleep(2s));
    bool returned = false;
    group.spawn("caller", run_and_note(std::move(tasks), returned));
    test::drive(io);
    advance(1s);
    group.cancel_all();
    test::drive(io);
    EXPECT_EQ(ended, 1);
    EXPECT_FALSE(returned);
    advance(1s);
    EXPECT_EQ(ended, 2);
    EXPECT_EQ(cancelled, 0);
    EXPECT_TRUE(returned);
}

}   // namespace
}   // namespace smsgw
