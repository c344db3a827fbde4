// The name of an unknown field, as an answer may repeat it.
#pragma once

#include <algorithm>
#include <string>

namespace smsgw::api {

inline constexpr std::size_t field_name_bytes_max = 64;

// It is the client's own text: enough of it to find the mistake, cut where UTF-8 allows.
inline std::string shorten(const std::string& name) {
    auto end = std::min(name.size(), field_name_bytes_max);
    while (end > 0 && end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    return name.substr(0, end);
}

}   // namespace smsgw::api
