// A server of ours on a free loopback port under a clock that the test moves; for tests that talk to it as a client.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <vector>

#include "http/server.hpp"
#include "support/fake_clock.hpp"
#include "support/raw_client.hpp"

namespace smsgw::test {

inline constexpr auto hello_request = "GET /hello/a HTTP/1.1\r\nHost: a\r\n\r\n";

class HttpServerTest : public ::testing::Test {
protected:
    // Answers `status` by the table that the server's own refusals have in production, body: the error's name.
    static http::Response problem(Errc code, const std::string& request_id);

    static http::ServerLimits small_limits() {
        http::ServerLimits limits;
        limits.connections_max = 3;
        limits.requests_per_connection_max = 150;
        return limits;
    }

    // POST /echo answers the body; GET /hello/{name} greets; GET /slow answers when release() is called; GET /throw throws.
    void start(http::ServerLimits limits = small_limits());
    void release();                  // lets requests at /slow end
    void begin_stop(Millis grace);   // does not wait for its end
    void TearDown() override;

    RawClient a_client() { return RawClient(io, server->port()); }
    void settle() { drive(io); }   // the server does what it can
    void pass(Millis time);        // time passes and the server notices

    asio::io_context io;
    FakeClock clock;
    std::unique_ptr<http::Server> server;
    std::vector<http::Request> handled;   // what the handlers have been given
    int slow_ended = 0;
    bool stopped = false;   // what begin_stop() began has ended

private:
    Task<http::Response> wait_for_release();
    std::vector<std::shared_ptr<asio::steady_timer>> slow_;
};

}   // namespace smsgw::test
