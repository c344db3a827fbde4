// JSON from outside, read strictly: what other parsers might read differently is refused.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "smsgw/result.hpp"

namespace smsgw {

struct JsonLimits {
    int depth_max = 16;
    std::size_t keys_max = 64;   // in one object
};

// RFC 8259, and besides: no duplicate keys (RFC 8259 leaves their meaning open), no NUL in strings, no byte order mark, no
// numbers beyond a double. Invalid UTF-8 and lone surrogates are errors too. Errc::json_malformed.
Result<nlohmann::json> read_strict_json(std::string_view text, const JsonLimits& limits = {});

}   // namespace smsgw
