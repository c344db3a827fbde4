// Runs one coroutine to its end, with a limit so that a hang is a failed test.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::test {

template <class T>
T run_task(asio::io_context& io, Task<T> task, std::chrono::seconds limit = std::chrono::seconds{20}) {
    std::optional<T> value;
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr e, T v) {
        error = e;
        if (!e) value.emplace(std::move(v));
        ended = true;
        io.stop();
    });
    io.restart();
    io.run_for(limit);
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::runtime_error("the task did not end");
    return std::move(*value);
}

inline void run_task(asio::io_context& io, Task<> task, std::chrono::seconds limit = std::chrono::seconds{20}) {
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr e) {
        error = e;
        ended = true;
        io.stop();
    });
    io.restart();
    io.run_for(limit);
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::runtime_error("the task did not end");
}

// Whatever can run now, runs.
inline void drive(asio::io_context& io) {
    io.restart();
    io.poll();
}

// The value, or a failed test that says which error it was.
template <class T>
T value_of(Result<T> result) {
    if (result.has_error()) throw std::runtime_error("error: " + error_name(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace smsgw::test
