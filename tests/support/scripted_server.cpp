// Reads requests well enough for tests: a head, then Content-Length bytes.
#include "support/scripted_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <exception>

namespace smsgw::test {

using tcp = asio::ip::tcp;
using SocketPtr = std::shared_ptr<tcp::socket>;

struct ScriptedServer::State {
    State(asio::io_context& io, tcp::endpoint at) : acceptor(io, at) {}

    tcp::acceptor acceptor;
    std::deque<Script> script;
    Script otherwise = Script::answer(200, "{}");
    OnAccept on_accept = OnAccept::serve;
    std::vector<SeenRequest> seen;
    std::vector<SocketPtr> sockets;
    int connections = 0;
};

namespace {

void reset_now(tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

SeenRequest parse(std::string_view head) {
    SeenRequest request;
    const auto line = head.substr(0, head.find("\r\n"));
    const auto space = line.find(' ');
    request.method = line.substr(0, space);
    request.target = line.substr(space + 1, line.rfind(' ') - space - 1);
    for (auto at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
        const auto field = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        const auto colon = field.find(": ");
        if (colon != std::string_view::npos)
            request.headers.emplace_back(field.substr(0, colon), field.substr(colon + 2));
    }
    return request;
}

// Tests see what goes wrong in what they assert; a coroutine of the helper has nobody to tell.
void ignore(std::exception_ptr) {}

}   // namespace

Script Script::answer(int status, std::string body, std::vector<http::Header> headers) {
    auto bytes = "HTTP/1.1 " + std::to_string(status) +
                 " Scripted\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
    return {bytes + "\r\n" + body, Then::keep_open};
}

ScriptedServer::ScriptedServer(asio::io_context& io, tcp::endpoint at)
    : state_(std::make_shared<State>(io, at)) {
    asio::co_spawn(io, accept_all(state_), ignore);
}

ScriptedServer::~ScriptedServer() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    close_connections();
}

void ScriptedServer::close_connections() {
    boost::system::error_code ignored;
    for (const auto& socket : state_->sockets) socket->close(ignored);
    state_->sockets.clear();
}

Task<> ScriptedServer::accept_all(std::shared_ptr<State> state) {
    for (;;) {
        auto [ec, accepted] = co_await state->acceptor.async_accept(as_result);
        if (ec) co_return;
        auto socket = std::make_shared<tcp::socket>(std::move(accepted));
        state->sockets.push_back(socket);
        const int number = ++state->connections;
        if (state->on_accept == OnAccept::reset) reset_now(*socket);
        if (state->on_accept == OnAccept::serve)
            asio::co_spawn(state->acceptor.get_executor(), serve(state, socket, number), ignore);
    }
}

Task<> ScriptedServer::wait_for_end(SocketPtr socket) {
    char byte = 0;
    for (;;) {
        const auto [ec, count] = co_await socket->async_read_some(asio::buffer(&byte, 1), as_result);
        if (ec) co_return;
    }
}

Task<> ScriptedServer::serve(std::shared_ptr<State> state, SocketPtr socket, int number) {
    std::string buffer;
    for (;;) {
        auto dynamic = asio::dynamic_buffer(buffer);
        const auto [ec, head_bytes] =
            co_await asio::async_read_until(*socket, dynamic, "\r\n\r\n", as_result);
        if (ec) co_return;
        auto request = parse(std::string_view(buffer).substr(0, head_bytes));
        request.connection = number;
        buffer.erase(0, head_bytes);
        const auto length = request.header("Content-Length");
        const auto body_bytes = length.empty() ? std::size_t{0} : std::stoul(std::string(length));
        if (buffer.size() < body_bytes) {
            const auto wanted = asio::transfer_exactly(body_bytes - buffer.size());
            const auto [failed, more] = co_await asio::async_read(*socket, dynamic, wanted, as_result);
            if (failed) co_return;
        }
        request.body = buffer.substr(0, body_bytes);
        buffer.erase(0, body_bytes);
        state->seen.push_back(std::move(request));

        auto script = state->otherwise;
        if (!state->script.empty()) {
            script = std::move(state->script.front());
            state->script.pop_front();
        }
        co_await asio::async_write(*socket, asio::buffer(script.bytes), as_result);
        if (script.then == Script::Then::hang) co_await wait_for_end(socket);
        if (script.then == Script::Then::reset) reset_now(*socket);
        if (script.then == Script::Then::close) socket->close();
        if (script.then != Script::Then::keep_open) co_return;
    }
}

std::uint16_t ScriptedServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

std::string ScriptedServer::url(std::string_view target) const {
    const auto host = state_->acceptor.local_endpoint().address().to_string();
    return "http://" + host + ":" + std::to_string(port()) + std::string(target);
}

std::deque<Script>& ScriptedServer::script() {
    return state_->script;
}
Script& ScriptedServer::otherwise() {
    return state_->otherwise;
}
ScriptedServer::OnAccept& ScriptedServer::on_accept() {
    return state_->on_accept;
}
const std::vector<SeenRequest>& ScriptedServer::seen() const {
    return state_->seen;
}
int ScriptedServer::connections() const {
    return state_->connections;
}

}   // namespace smsgw::test
