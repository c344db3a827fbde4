#include "smsgw/webhook_request.hpp"

#include <algorithm>

namespace smsgw {

std::string_view WebhookRequest::header(std::string_view name) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    for (const auto& [key, value] : headers)
        if (std::equal(key.begin(), key.end(), name.begin(), name.end(),
                       [&](char a, char b) { return lower(a) == lower(b); }))
            return value;
    return {};
}

}   // namespace smsgw
