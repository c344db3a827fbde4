// Finds where the head of a request ends in bytes that arrive in pieces, and refuses at the first byte what a lenient
// parser would repair: bare LF, bare CR, control characters, folded lines, too much of anything.
#pragma once

#include <string_view>

#include "smsgw/result.hpp"

namespace smsgw::http {

struct HeadLimits {
    std::size_t bytes_max;   // request line, fields and the empty line together
    std::size_t fields_max;
};

// One per connection; reset() before each request. Each byte is looked at once.
class HeadScanner {
public:
    explicit HeadScanner(HeadLimits limits) : limits_(limits) {}

    // `bytes` is everything received since the request's start: the same as before and more at its end.
    // The value is the head's length including the empty line, or 0 when its end has not arrived yet.
    // Errc::request_malformed, header_too_large, or target_too_long when the request line alone fills the limit.
    Result<std::size_t> scan(std::string_view bytes);

    // Where the request line starts: after the one empty line that RFC 9112, section 2.2 asks servers to forgive.
    std::size_t start() const { return start_; }

    void reset();

private:
    Result<std::size_t> end_line();

    HeadLimits limits_;
    std::size_t start_ = 0;
    std::size_t position_ = 0;   // the first byte not looked at
    std::size_t line_start_ = 0;
    std::size_t lines_ = 0;   // complete ones, the request line included
};

}   // namespace smsgw::http
