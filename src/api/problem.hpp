// Errors as clients see them: application/problem+json (RFC 9457) with a stable `code`.
#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"
#include "intake/send_request.hpp"
#include "smsgw/errc.hpp"

namespace smsgw::api {

// The answer for an error: status, title and remedy come from one table (a test walks every Errc that can get here).
// It never says more about a fault of ours than that it is one.
http::Response problem(Errc code, const std::string& request_id);

// The same with every field that is wrong. The status is that of the first one.
http::Response problem(const std::vector<intake::FieldProblem>& fields, const std::string& request_id);

// The HTTP status of an error.
int status_of(Errc code);

}   // namespace smsgw::api
