// Reads the head of a request with Beast's parser, then lets request_check decide. The only server file that sees Beast.
#pragma once

#include <string_view>

#include "http/message.hpp"
#include "http/server.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

enum class Persistence { keep_alive, close };
enum class Expectation { none, continue_100 };

struct RequestHead {
    Request request;   // without body, peer, request_id and params
    std::size_t body_bytes = 0;
    Persistence persistence = Persistence::close;
    Expectation expectation = Expectation::none;
};

// `head` is what HeadScanner delimited: from the request line up to and including the empty line.
// Errors: version_unsupported for HTTP/x.y other than 1.0 and 1.1, else those of HeadScanner and check_request.
Result<RequestHead> read_request_head(std::string_view head, const ServerLimits& limits);

}   // namespace smsgw::http
