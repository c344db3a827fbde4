// The caller's trace goes on to the provider.
#pragma once

#include "http/client.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers {

// `request`, which submits `submit`, with the header `traceparent` as the client sent it. To be put on what is signed
// already: no provider signs all headers.
inline http::ClientRequest traced(http::ClientRequest request, const SubmitRequest& submit) {
    if (!submit.message.trace.empty())
        request.headers.emplace_back("traceparent", submit.message.trace.str());
    return request;
}

}   // namespace smsgw::providers
