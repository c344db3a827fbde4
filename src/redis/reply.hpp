// One Redis reply, copied out of hiredis' reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::redis {

struct Reply {
    enum class Kind { nil, integer, text, status, error, array };

    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text;            // bulk string, status or error line
    std::vector<Reply> items;    // array

    bool is_error() const { return kind == Kind::error; }
    // Is it an error reply whose first word is `code` ("OOM", "NOGROUP", "LOADING", …)?
    bool is_error(std::string_view code) const;
};

}  // namespace smsgw::redis
