// The client of http/client.hpp against a scripted server, under a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>

#include "http/client.hpp"
#include "support/fake_clock.hpp"
#include "support/run_task.hpp"
#include "support/scripted_server.hpp"

namespace smsgw::test {

// For clients in tests: nothing may leave the host.
inline bool loopback_only(const asio::ip::address& address) {
    return address.is_loopback();
}

class HttpClientTest : public ::testing::Test {
protected:
    void TearDown() override { client.close(); }

    http::ClientRequest a_request(std::string_view target = "/send") {
        return {"POST", server.url(target), {{"Authorization", "Bearer key"}}, "a body"};
    }

    // Sends and waits for the outcome.
    http::ClientResult send(http::ClientRequest request) {
        auto pending = start(std::move(request));
        return finish(pending);
    }

    // The answer, or a failed test that says which error it was instead.
    static http::ClientResponse answer_in(const http::ClientResult& result) {
        if (result.has_error()) throw std::runtime_error("no answer: " + error_name(result.error().error));
        return *result;
    }
    http::ClientResponse answer_to(http::ClientRequest request) {
        return answer_in(send(std::move(request)));
    }

    // Sends without waiting: the outcome appears in the result while the loop runs.
    using Pending = std::shared_ptr<std::optional<http::ClientResult>>;
    Pending start(http::ClientRequest request) {
        auto result = std::make_shared<std::optional<http::ClientResult>>();
        asio::co_spawn(
            io, client.send(std::move(request)),
            [result](std::exception_ptr, http::ClientResult answer) { result->emplace(std::move(answer)); });
        drive(io);
        return result;
    }

    // Throws when nothing is decided within the loop's limit of 20 s.
    http::ClientResult finish(const Pending& pending) {
        io.restart();
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!*pending && io.run_one_until(limit) > 0) continue;
        if (!*pending) throw std::runtime_error("the request did not end");
        return **pending;
    }

    void pass(Millis time) {
        drive(io);
        clock.advance(time);
        drive(io);
    }

    static void expect_failure(const http::ClientResult& result, http::Sent sent, Errc code) {
        ASSERT_TRUE(result.has_error()) << result->status;
        EXPECT_EQ(result.error().error, code) << error_name(result.error().error);
        EXPECT_EQ(result.error().sent, sent);
    }

    asio::io_context io;
    FakeClock clock;
    ScriptedServer server{io};
    http::Client client{io.get_executor(), clock, {}, {loopback_only}};
};

}   // namespace smsgw::test
