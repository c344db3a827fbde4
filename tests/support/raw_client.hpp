// A client that sends the bytes it is told to, good or bad, and reads answers while the tested program's loop runs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/ascii.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {

struct RawAnswer {
    int status = 0;
    std::string head;   // status line and fields, without the empty line
    std::string body;

    // The first field of that name, or empty.
    std::string header(std::string_view name) const {
        for (auto at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
            const auto line = std::string_view(head).substr(at + 2, head.find("\r\n", at + 2) - at - 2);
            const auto colon = line.find(": ");
            if (colon == std::string_view::npos) continue;
            if (http::equal_ignoring_case(line.substr(0, colon), name))
                return std::string(line.substr(colon + 2));
        }
        return {};
    }
};

class RawClient {
public:
    RawClient(asio::io_context& io, std::uint16_t port) : io_(io), socket_(io) {
        socket_.connect({asio::ip::address_v4::loopback(), port});
        socket_.set_option(asio::ip::tcp::no_delay(true));
    }

    // Blocks, so only for what fits into the socket's buffers.
    void send(std::string_view bytes) { asio::write(socket_, asio::buffer(bytes)); }

    // The next answer. Throws when the connection ends before it is complete.
    RawAnswer answer(std::string_view method = "GET") {
        RawAnswer result;
        const auto end = read_until("\r\n\r\n");
        result.head = received_.substr(0, end);
        received_.erase(0, end + 4);
        result.status = std::stoi(result.head.substr(9, 3));
        const auto length = result.header("Content-Length");
        const auto bytes = length.empty() || method == "HEAD" ? std::size_t{0} : std::stoul(length);
        while (received_.size() < bytes)
            if (read_some() == 0) throw std::runtime_error("closed within a body");
        result.body = received_.substr(0, bytes);
        received_.erase(0, bytes);
        return result;
    }

    // Everything until the other side closes or resets.
    std::string rest() {
        while (read_some() > 0) continue;
        return std::exchange(received_, {});
    }

    void close() { socket_.close(); }

    // Ends the connection with a RST.
    void reset() {
        socket_.set_option(asio::socket_base::linger(true, 0));
        socket_.close();
    }

private:
    std::size_t read_until(std::string_view mark) {
        for (;;) {
            const auto at = received_.find(mark);
            if (at != std::string::npos) return at;
            if (read_some() == 0) throw std::runtime_error("closed after: " + received_);
        }
    }

    std::size_t read_some() { return run_task(io_, read_once(this)); }

    static Task<std::size_t> read_once(RawClient* self) {
        char bytes[4096];
        const auto [ec, count] = co_await self->socket_.async_read_some(asio::buffer(bytes), as_result);
        if (ec) co_return std::size_t{0};
        self->received_.append(bytes, count);
        co_return count;
    }

    asio::io_context& io_;
    asio::ip::tcp::socket socket_;
    std::string received_;
};

}   // namespace smsgw::test
