// Webhooks that are HTML forms.
#pragma once

#include <cstdint>
#include <vector>

#include "http/message.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// What of a request is to be believed: all that it says, or only what it says about the message whose ref its path carries,
// since that ref and nothing else proves where it comes from.
enum class Trust : std::uint8_t { whole, path };

// The fields of a POST's body or of a GET's query, in order; none when the body is something else. Found by
// http::find_header. Errc::report_malformed: an escape cannot be read, or there are too many.
Result<std::vector<http::Header>> read_fields(const WebhookRequest& request);

}   // namespace smsgw::providers
