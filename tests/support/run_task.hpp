// Runs one coroutine to its end, with a limit so that a hang is a failed test.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::test {

void run_task(asio::io_context& io, Task<> task, std::chrono::seconds limit = std::chrono::seconds{20});

// Kept by a coroutine of our own: co_spawn would want a T that can be made of nothing, which a Message cannot.
template <class T>
Task<> keep_value(Task<T> task, std::optional<T>& value) {
    value.emplace(co_await std::move(task));
}

template <class T>
T run_task(asio::io_context& io, Task<T> task, std::chrono::seconds limit = std::chrono::seconds{20}) {
    std::optional<T> value;
    run_task(io, keep_value(std::move(task), value), limit);
    return std::move(*value);
}

// Whatever can run now, runs.
void drive(asio::io_context& io);

// The value, or a failed test that says which error it was.
template <class T>
T value_of(Result<T> result) {
    if (result.has_error()) throw std::runtime_error("error: " + error_name(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}   // namespace smsgw::test
