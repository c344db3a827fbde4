// The bodies of POST /send and POST /send/batch: from JSON to SendRequests.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "intake/send_request.hpp"
#include "smsgw/result.hpp"

namespace smsgw::api {

using SendBody = std::variant<intake::SendRequest, std::vector<intake::FieldProblem>>;

// Errc::json_malformed when it is not one strict JSON object; otherwise the request, or every field that is missing, of
// the wrong type or unknown.
Result<SendBody> read_send_body(std::string_view body);

inline constexpr std::size_t batch_messages_max = 1000;

using BatchBody = std::variant<std::vector<SendBody>, std::vector<intake::FieldProblem>>;

// The same for {"messages": [...]}: each message by itself, or what is wrong with the whole.
Result<BatchBody> read_batch_body(std::string_view body);

}   // namespace smsgw::api
