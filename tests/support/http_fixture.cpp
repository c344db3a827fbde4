#include "support/http_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <stdexcept>

namespace smsgw::test {

http::Response HttpServerTest::problem(Errc code, const std::string& request_id) {
    constexpr std::pair<Errc, int> statuses[] = {
        {Errc::not_found, 404},
        {Errc::method_not_allowed, 405},
        {Errc::request_timeout, 408},
        {Errc::length_required, 411},
        {Errc::body_too_large, 413},
        {Errc::target_too_long, 414},
        {Errc::header_too_large, 431},
        {Errc::request_malformed, 400},
        {Errc::internal_error, 500},
        {Errc::overloaded, 503},
        {Errc::transfer_encoding_refused, 501},
        {Errc::version_unsupported, 505},
    };
    http::Response response;
    response.status = 599;
    for (const auto& [error, status] : statuses)
        if (error == code) response.status = status;
    response.content_type = "application/problem+json";
    response.body = std::string(error_name(code)) + " " + request_id;
    return response;
}

Task<http::Response> HttpServerTest::wait_for_release() {
    auto timer = std::make_shared<asio::steady_timer>(io, asio::steady_timer::time_point::max());
    slow_.push_back(timer);
    co_await timer->async_wait(as_result);
    ++slow_ended;
    co_return http::Response{200, "text/plain", {}, "at last"};
}

void HttpServerTest::start(http::ServerLimits limits) {
    const auto echo = [this](http::Request request) -> Task<http::Response> {
        handled.push_back(request);
        co_return http::Response{200, "text/plain", {}, request.body};
    };
    const auto hello = [this](http::Request request) -> Task<http::Response> {
        handled.push_back(request);
        co_return http::Response{200, "text/plain", {{"X-Greeting", "yes"}}, "hello " + request.params.at(0)};
    };
    const auto slow = [this](http::Request request) -> Task<http::Response> {
        handled.push_back(request);
        return wait_for_release();
    };
    const auto failing = [this](http::Request request) -> Task<http::Response> {
        handled.push_back(request);
        throw std::runtime_error("a bug");
        co_return http::Response{};
    };
    server = std::make_unique<http::Server>(io.get_executor(), clock, limits,
                                            std::vector<http::Route>{{"POST", "/echo", echo},
                                                                     {"POST", "/large", echo, 100'000},
                                                                     {"GET", "/hello/{name}", hello},
                                                                     {"GET", "/slow", slow},
                                                                     {"GET", "/throw", failing}},
                                            &HttpServerTest::problem);
    value_of(server->listen({"127.0.0.1", 0}));
    settle();
}

void HttpServerTest::release() {
    for (const auto& timer : std::exchange(slow_, {})) timer->cancel();
}

void HttpServerTest::begin_stop(Millis grace) {
    asio::co_spawn(io, server->stop(grace), [this](std::exception_ptr) { stopped = true; });
    settle();
}

void HttpServerTest::TearDown() {
    if (server) run_task(io, server->stop(Millis{0}));
}

void HttpServerTest::pass(Millis time) {
    settle();
    clock.advance(time);
    settle();
}

}   // namespace smsgw::test
