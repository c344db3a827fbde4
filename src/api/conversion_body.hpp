// The body of POST /messages/{msgid}/conversion: {"converted": true}.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "intake/send_request.hpp"
#include "smsgw/ports/admission_store.hpp"
#include "smsgw/result.hpp"

namespace smsgw::api {

using ConversionBody = std::variant<Conversion, std::vector<intake::FieldProblem>>;

// Errc::json_malformed when it is not one strict JSON object.
Result<ConversionBody> read_conversion_body(std::string_view body);

}   // namespace smsgw::api
