// Plays Redis badly: accepts connections on a Unix socket, and answers, stays silent or closes as the test says.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/task_group.hpp"
#include "redis/connection.hpp"
#include "support/redis_server.hpp"

namespace smsgw::test {

class ScriptedPeer {
public:
    using Socket = asio::local::stream_protocol::socket;

    explicit ScriptedPeer(asio::io_context& io)
        : group_(io.get_executor()), acceptor_(io, folder_.path() + "/peer.sock") {
        group_.spawn("peer", accept());
    }
    ~ScriptedPeer() { close(); }

    // What every connection is sent at once: the answer to the greeting's CLIENT SETNAME.
    std::string greeting = "+OK\r\n";
    // false: what arrives stays in the socket's buffer.
    enum class Reads { all, nothing };
    Reads reads = Reads::all;

    std::string received;   // by all connections
    int accepted = 0;

    redis::RedisAddress address() const {
        redis::RedisAddress address;
        address.transport = redis::RedisAddress::Transport::unix_socket;
        address.socket_path = folder_.path() + "/peer.sock";
        return address;
    }

    void send(const std::string& bytes) { asio::write(*sockets_.back(), asio::buffer(bytes)); }

    void cut() { sockets_.back()->close(); }

    // The owner drives the loop once more afterwards, before the io_context goes.
    void close() {
        acceptor_.close();
        for (auto& socket : sockets_) socket->close();
    }
    std::size_t tasks() const { return group_.size(); }

private:
    Task<> accept() {
        while (acceptor_.is_open()) {
            auto socket = std::make_shared<Socket>(acceptor_.get_executor());
            auto [ec] = co_await acceptor_.async_accept(*socket, as_result);
            if (ec) continue;
            ++accepted;
            sockets_.push_back(socket);
            auto [write_error, written] =
                co_await asio::async_write(*socket, asio::buffer(greeting), as_result);
            if (!write_error && reads == Reads::all) group_.spawn("peer.read", read(socket));
        }
    }

    Task<> read(std::shared_ptr<Socket> socket) {
        std::string buffer(4096,
                           '\0');   // not in the frame: g++ 12 warns of large coroutine frames under ASan
        while (true) {
            auto [ec, bytes] = co_await socket->async_read_some(asio::buffer(buffer), as_result);
            if (ec) co_return;
            received.append(buffer.data(), bytes);
        }
    }

    TempFolder folder_;
    TaskGroup group_;
    asio::local::stream_protocol::acceptor acceptor_;
    std::vector<std::shared_ptr<Socket>> sockets_;
};

}   // namespace smsgw::test
