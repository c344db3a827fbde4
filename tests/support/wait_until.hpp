// Runs the loop until something has come true: for what happens on its own time, such as a reconnect.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace smsgw::test {

// Answers false when it has not come true within `limit`: EXPECT_TRUE(wait_until(io, [&] { … })).
template <class Condition>
bool wait_until(boost::asio::io_context& io, Condition condition,
                std::chrono::seconds limit = std::chrono::seconds{20}) {
    const auto end = std::chrono::steady_clock::now() + limit;
    io.restart();
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        if (io.stopped()) io.restart();
        io.run_one_for(std::chrono::milliseconds{20});
    }
    return true;
}

}   // namespace smsgw::test
