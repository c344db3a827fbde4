#include "support/handler_call.hpp"

#include <stdexcept>
#include <utility>

#include "http/router.hpp"

namespace smsgw::test {

http::Request a_request(std::string method, std::string target, std::string body, std::vector<http::Header> headers) {
    http::Request request;
    request.method = std::move(method);
    request.path = target.substr(0, target.find('?'));
    if (request.path.size() < target.size()) request.query = target.substr(request.path.size() + 1);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.peer = "192.0.2.1";
    request.request_id = "r1";
    return request;
}

http::Response call_handler(asio::io_context& io, std::vector<http::Route> routes, http::Request request) {
    const http::Router router(std::move(routes));
    auto match = router.find(request.method, request.path);
    if (match.has_error()) throw std::runtime_error("no route for " + request.method + " " + request.target);
    request.params = std::move(match->params);
    return run_task(io, match->route->handler(std::move(request)));
}

}   // namespace smsgw::test
