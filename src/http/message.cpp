// Looking up header fields.
#include "http/message.hpp"

#include "http/ascii.hpp"

namespace smsgw::http {

std::string_view find_header(const std::vector<Header>& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return {};
}

}   // namespace smsgw::http
