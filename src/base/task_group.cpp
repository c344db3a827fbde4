#include "base/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <cassert>
#include <exception>

#include "base/log.hpp"

namespace smsgw {
namespace {

Task<> run_to_the_end(std::string name, std::vector<Task<>> tasks) {
    const auto executor = co_await asio::this_coro::executor;
    TaskGroup group(executor);
    for (auto& task : tasks) group.spawn(name, std::move(task));
    co_await group.join();
}

}   // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor) : executor_(executor), changed_(executor) {
    changed_.expires_at(asio::steady_timer::time_point::max());
}

TaskGroup::~TaskGroup() {
    assert(children_.empty());
}

Spawned TaskGroup::spawn(std::string name, Task<> task) {
    if (closed_) return Spawned::closed;
    const auto child = children_.emplace(children_.end());
    auto ended = [this, child, name = std::move(name)](std::exception_ptr error) {
        if (error) {
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& e) {
                log::error("task.failed", {log::f("task", name), log::f("reason", e.what())});
            }
        }
        children_.erase(child);
        changed_.cancel();
    };
    asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(child->slot(), std::move(ended)));
    return Spawned::yes;
}

void TaskGroup::cancel_all() {
    // Posted one by one: a child that ends at once takes itself out of the list.
    for (auto it = children_.begin(); it != children_.end();) {
        auto& signal = *it++;
        signal.emit(asio::cancellation_type::terminal);
    }
}

Task<> TaskGroup::join() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!children_.empty()) {
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
        co_await changed_.async_wait(as_result);
    }
}

Task<> run_all(std::string name, std::vector<Task<>> tasks) {
    const auto executor = co_await asio::this_coro::executor;
    auto end = asio::co_spawn(executor, run_to_the_end(std::move(name), std::move(tasks)),
                              asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
    co_await std::move(end);
}

Task<> drain(TaskGroup& group, Clock& clock, Millis grace) {
    using namespace asio::experimental::awaitable_operators;
    group.close();
    co_await (group.join() || clock.sleep_until(clock.mono_now() + grace));
    group.cancel_all();
    co_await group.join();
}

}   // namespace smsgw
