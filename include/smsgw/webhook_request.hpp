// A request that claims to come from a provider, as its signature check needs it: raw and complete.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smsgw {

struct WebhookRequest {
    std::string method;       // "GET" or "POST"
    std::string public_url;   // the URL that the provider was given: configured public URL + target, query included
    std::string ref;          // from /webhooks/{provider}/{ref}; may be empty
    std::string query;        // raw, without '?'
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;         // the exact bytes

    // First header of that name, ASCII case ignored; empty when absent.
    std::string_view header(std::string_view name) const;
};

}  // namespace smsgw
