// What Vonage's two APIs have in common: how to write a number, and errors that are not about a message.
#pragma once

#include <string>
#include <string_view>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "providers/json.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers::vonage {

// Which of the two is configured.
inline bool is_messages(const ProviderConfig& config) {
    return config.api == "messages";
}

// A sender as Vonage wants it: a number without its plus, a name as it is.
std::string address_of(std::string_view sender);

// The code of a problem (RFC 7807): what follows `#` in its `type`, else a `title` or `code` of digits. Empty: none.
std::string problem_code(const Json& problem);

// An answer whose body is an error of the whole request, by that error's code and the HTTP status. A 2xx that says
// nothing that we know is Ambiguous.
SubmitOutcome read_problem(const Json& body, const http::ClientResponse& response);

}   // namespace smsgw::providers::vonage
