// An HTTP server on loopback whose answers a test writes down beforehand: good ones, none, half ones. For
// tests of everything that sends requests. Runs on the test's own loop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace smsgw::test {

// What the server does with one request.
struct Script {
    enum class Then { keep_open, close, reset, hang };

    std::string bytes;   // sent as they are
    Then then = Then::keep_open;

    static Script answer(int status, std::string body, std::vector<http::Header> headers = {});
    static Script raw(std::string bytes, Then then) { return {std::move(bytes), then}; }
    static Script hang() { return {"", Then::hang}; }     // reads the request and never answers
    static Script close() { return {"", Then::close}; }   // reads the request and closes
    static Script reset() { return {"", Then::reset}; }   // reads the request and sends a RST
};

// A request as it arrived.
struct SeenRequest {
    std::string method;
    std::string target;
    std::vector<http::Header> headers;
    std::string body;
    int connection = 0;   // from 1, in the order of accepting

    std::string_view header(std::string_view name) const { return http::find_header(headers, name); }
};

class ScriptedServer {
public:
    // How a connection is treated before its first request.
    enum class OnAccept { serve, reset, never_read };

    // On 127.0.0.1 and a free port, unless it must be elsewhere.
    explicit ScriptedServer(asio::io_context& io,
                            asio::ip::tcp::endpoint at = {asio::ip::address_v4::loopback(), 0});
    ~ScriptedServer();   // closes the listener and all connections
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::uint16_t port() const;
    std::string url(std::string_view target) const;   // "http://address:port" + target

    // The answers to the next requests, in order of arrival; `otherwise` when there is none left.
    std::deque<Script>& script();
    Script& otherwise();   // at first: 200 with body {}
    OnAccept& on_accept();

    const std::vector<SeenRequest>& seen() const;   // in order of arrival
    int connections() const;                        // accepted so far
    void close_connections();                       // as a server does with idle ones

private:
    struct State;
    static Task<> accept_all(std::shared_ptr<State> state);
    static Task<> serve(std::shared_ptr<State> state, std::shared_ptr<asio::ip::tcp::socket> socket,
                        int number);
    static Task<> wait_for_end(std::shared_ptr<asio::ip::tcp::socket> socket);

    std::shared_ptr<State> state_;
};

}   // namespace smsgw::test
