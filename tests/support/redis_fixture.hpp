// A loop, a clock and connections that are stopped and joined before the loop goes.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "redis/connection.hpp"
#include "support/redis_server.hpp"
#include "support/run_task.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {

class RedisFixture : public testing::Test {
protected:
    void TearDown() override { stop_all(); }

    void stop_all() {
        for (auto& connection : connections_) connection->stop();
        EXPECT_TRUE(wait_until(io, [&] { return group.size() == 0; })) << "a coroutine did not end";
    }

    // Made and running, not yet connected.
    redis::Connection& connect(redis::RedisAddress address, redis::Connection::OnConnect on_connect = {}) {
        return connect_with(clock, std::move(address), std::move(on_connect));
    }
    redis::Connection& connect_with(Clock& time, redis::RedisAddress address,
                                    redis::Connection::OnConnect on_connect = {}) {
        connections_.push_back(std::make_unique<redis::Connection>(
            io.get_executor(), time, std::move(address), limits, "test", std::move(on_connect)));
        group.spawn("redis.connection", connections_.back()->run());
        return *connections_.back();
    }

    bool ready(const redis::Connection& connection) {
        return wait_until(io, [&] { return connection.connected(); });
    }

    // A call whose result is looked at later.
    using Pending = std::shared_ptr<std::optional<Result<redis::Reply>>>;
    Pending start(Task<Result<redis::Reply>> call) {
        auto result = std::make_shared<std::optional<Result<redis::Reply>>>();
        group.spawn("call", keep(std::move(call), result));
        return result;
    }
    static Task<> keep(Task<Result<redis::Reply>> call, Pending result) {
        auto reply = co_await std::move(call);
        result->emplace(std::move(reply));
    }
    bool all_done(const std::vector<Pending>& calls) {
        return wait_until(io, [&] {
            for (const auto& call : calls)
                if (!call->has_value()) return false;
            return true;
        });
    }
    static boost::system::error_code error_of(const Pending& call) {
        if (!call->has_value()) return Errc::not_ready;   // a test that asserts this word has a bug
        return (*call)->has_error() ? (*call)->error() : boost::system::error_code{};
    }

    redis::Reply ask(redis::Connection& connection, redis::Command command) {
        return value_of(run_task(io, connection.call(std::move(command))));
    }

    asio::io_context io;
    SystemClock clock;
    redis::ConnectionLimits limits{.backoff_min = Millis{5}, .backoff_max = Millis{50}};
    TaskGroup group{io.get_executor()};

private:
    std::vector<std::unique_ptr<redis::Connection>> connections_;
};

}   // namespace smsgw::test
