// How a callback leaves the house.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

struct CallbackRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct CallbackAnswer {
    int status = 0;      // 0: there was no complete answer, or nothing was sent; `error` says why
    std::string error;   // "timeout", "address_refused", …; empty with a status
    std::optional<Millis> retry_after;   // as the service asked
};

class CallbackSender {
public:
    virtual ~CallbackSender() = default;

    // One POST, within the sender's own time limit. Never throws, never retries, follows no redirect, connects to no
    // address that callbacks may not reach.
    virtual Task<CallbackAnswer> post(CallbackRequest request) = 0;
};

}   // namespace smsgw
