// Numbers as Redis tells them in texts: fields of hashes, entries' ids, words of INFO.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace smsgw::redis {

// What the text begins with; 0 when that is no number.
inline std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}   // namespace smsgw::redis
