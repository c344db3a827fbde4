// Requests of the generic provider.
#pragma once

#include <variant>

#include "http/client.hpp"
#include "providers/generic_plan.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers::generic {

// Refused: it cannot be written as configured, so it is not sent. "<id>_not_in_charset": the text holds a character that the
// charset does not have; "<id>_url_too_long": the text does not fit a URL (2048 bytes).
std::variant<http::ClientRequest, Refused> build_request(const ProviderConfig& config,
                                                         const RequestPlan& plan, const SubmitRequest& submit,
                                                         WallTime now);

}   // namespace smsgw::providers::generic
