// Rounds of INFO and WAIT, one after the other; each answers all who asked before it started.
#include "redis/replica_gate.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "base/log.hpp"
#include "redis/server_check.hpp"

namespace smsgw::redis {
namespace {

using namespace asio::experimental::awaitable_operators;

constexpr Millis asks_every = std::chrono::milliseconds{100};   // while closed and nobody asks
constexpr Millis answer_slack = std::chrono::seconds{5};        // for a busy Redis, beyond WAIT's own limit

}   // namespace

ReplicaGate::ReplicaGate(asio::any_io_executor executor, Clock& clock, Connection& connection,
                         Connection& writer, const Installation& installation, Millis wait)
    : executor_(std::move(executor)),
      clock_(clock),
      connection_(connection),
      writer_(writer),
      installation_(installation),
      wait_(wait),
      next_(std::make_shared<Round>(executor_)),
      wake_(executor_, asio::steady_timer::time_point::max()) {}

Task<> ReplicaGate::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    for (;;) {
        if (next_->callers == 0) co_await wait_for_callers();
        if (stopping_ || state.cancelled() != asio::cancellation_type::none) break;
        const bool askable = connection_.connected() && writer_.connected();
        if (next_->callers == 0 && !askable) continue;
        const auto round = std::exchange(next_, std::make_shared<Round>(executor_));
        auto answer = co_await ask();
        if (answer.has_value()) round->history = std::move(*answer);
        round->ended.cancel();
    }
    stop();
}

void ReplicaGate::stop() {
    stopping_ = true;
    wake_.cancel();
    next_->ended.cancel();
}

Task<Result<void>> ReplicaGate::confirm() {
    if (stopping_) co_return Errc::stopping;
    const auto history = installation_.history();
    const auto round = next_;
    ++round->callers;
    wake_.cancel();
    co_await round->ended.async_wait(as_result);
    if (round->history && *round->history == history) co_return Result<void>();
    if (stopping_) co_return Errc::stopping;
    co_return Errc::storage_unavailable;
}

Task<> ReplicaGate::woken() {
    co_await wake_.async_wait(as_result);
}

Task<> ReplicaGate::wait_for_callers() {
    if (open())
        co_await woken();
    else
        co_await (woken() || clock_.sleep_until(clock_.mono_now() + asks_every));
}

// The history of writes that a replica has received up to here.
Task<Result<std::string>> ReplicaGate::ask() {
    Command info("INFO");
    info << "replication";
    Command wait("WAIT");
    wait << 1 << wait_.count();
    // In this order and in one write: after every command Redis sets a client's offset to the end of all that was written
    // by anybody, and WAIT waits for the offset that the command before it has set.
    auto [before, replicas] = co_await (connection_.call(std::move(info)) &&
                                        connection_.call_within(std::move(wait), wait_ + answer_slack));
    if (before.has_error() || replicas.has_error()) {
        const auto error = before.has_error() ? before.error() : replicas.error();
        closed_because_ = "the connection that asks for replicas is away: " + error_name(error);
        co_return error;   // the connection logs its outages
    }
    co_return judge(*before, *replicas);
}

Result<std::string> ReplicaGate::judge(const Reply& info, const Reply& replicas) {
    ServerFacts facts;
    read_info(info.text, facts);
    const auto history = facts.history.value_or("");
    if (facts.role != "master" || history != installation_.history()) {
        // Either of the two is connected to the wrong server, or the server has begun a new history under both.
        open_or_close("the server that was asked for replicas is not the one that is written to");
        connection_.distrust("history differs from that of the writing connection");
        writer_.distrust("history differs from that of the last greeting");
        return Errc::storage_unavailable;
    }
    if (replicas.kind != Reply::Kind::integer) {
        open_or_close("Redis refused to wait for a replica: " + replicas.text);
        return Errc::storage_unavailable;
    }
    if (replicas.integer < 1) {
        open_or_close("no replica has confirmed within " + std::to_string(wait_.count()) +
                      " ms (redis.replica_wait_ms): is one connected and keeping up?");
        return Errc::storage_unavailable;
    }
    open_or_close("");
    return history;
}

void ReplicaGate::open_or_close(std::string closed_because) {
    if (closed_because != closed_because_ && !closed_because.empty())
        log::error("replica.missing", {log::f("reason", closed_because)});
    if (closed_because.empty() && !open()) log::info("replica.confirms");
    closed_because_ = std::move(closed_because);
}

}   // namespace smsgw::redis
