// Asks a listener's table of routes without a listener: through the router to the handler, as the server does.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {

http::Request a_request(std::string method, std::string target, std::string body = "",
                        std::vector<http::Header> headers = {});

// Throws when no route matches: what the server answers then is not the handlers' business.
http::Response call_handler(asio::io_context& io, std::vector<http::Route> routes, http::Request request);

}   // namespace smsgw::test
