// What a request must look like to be served at all. Decided right after its head, before routing and before any
// credential is read: a request that two HTTP implementations read differently must not get further.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/server.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

// What a request's head says about itself, as counted from its fields, repeated ones included.
struct RequestFacts {
    std::string_view method;
    std::string_view target;
    std::size_t hosts = 0;
    std::string_view host;   // the last one's value
    std::size_t content_lengths = 0;
    std::string_view content_length;   // the last one's value
    std::size_t transfer_encodings = 0;
};

// The value is the number of body bytes that follow the head; how many may be is up to the route. Errors, in this order of
// precedence: transfer_encoding_refused, request_malformed, target_too_long, length_required, body_too_large (beyond 64
// bits).
Result<std::size_t> check_request(const RequestFacts& facts, const ServerLimits& limits);

}   // namespace smsgw::http
