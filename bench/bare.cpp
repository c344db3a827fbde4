// What a server costs that does nothing: Beast reads the request, the answer is always the same 202. The measure for POST
// /send. `bench_bare` prints its port.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdio>

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> serve(tcp::socket socket) {
    socket.set_option(tcp::no_delay(true));
    const std::string answer =
        "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: "
        "28\r\n\r\n{\"msgid\":\"m_0000000000000\"}\n";
    beast::flat_buffer buffer;
    for (;;) {
        beast::http::request<beast::http::string_body> request;
        const auto [read_ec, read] = co_await beast::http::async_read(socket, buffer, request, as_result);
        if (read_ec) co_return;
        const auto [write_ec, written] = co_await asio::async_write(socket, asio::buffer(answer), as_result);
        if (write_ec) co_return;
    }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor) {
    for (;;) {
        auto [ec, socket] = co_await acceptor.async_accept(as_result);
        if (!ec) asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
}

}   // namespace

int main() {
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::printf("%d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(io, accept_all(acceptor), asio::detached);
    io.run();
}
