// The body of POST /send: from JSON to a SendRequest.
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

}   // namespace smsgw::api
