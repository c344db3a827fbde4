// One pass over the bytes of a request's head.
#include "http/head_scanner.hpp"

#include "http/ascii.hpp"

namespace smsgw::http {

void HeadScanner::reset() {
    start_ = 0;
    position_ = 0;
    line_start_ = 0;
    lines_ = 0;
}

// The byte at position_ is the LF of a CRLF. The value is the head's length when that line was the empty one.
Result<std::size_t> HeadScanner::end_line() {
    const auto next = position_ + 1;
    const bool empty = next - line_start_ == 2;
    line_start_ = next;
    if (empty && lines_ > 0) return next;
    if (empty) {
        if (start_ > 0) return Errc::request_malformed;   // one empty line is forgiven, two are not
        start_ = next;
        return std::size_t{0};
    }
    ++lines_;
    if (lines_ > limits_.fields_max + 1) return Errc::header_too_large;
    return std::size_t{0};
}

Result<std::size_t> HeadScanner::scan(std::string_view bytes) {
    for (; position_ < bytes.size(); ++position_) {
        const char c = bytes[position_];
        if (position_ >= limits_.bytes_max)
            return lines_ == 0 ? Errc::target_too_long : Errc::header_too_large;
        const bool after_cr = position_ > line_start_ && bytes[position_ - 1] == '\r';
        if (after_cr != (c == '\n')) return Errc::request_malformed;   // a CR or an LF alone
        if (c == '\n') {
            const auto end = end_line();
            if (end.has_error() || *end > 0) return end;
            continue;
        }
        if (is_control(c) && c != '\t' && c != '\r') return Errc::request_malformed;
        // A line that starts with a blank continues the one before (obs-fold): parsers disagree on what it means.
        if (position_ == line_start_ && (c == ' ' || c == '\t')) return Errc::request_malformed;
    }
    if (bytes.size() >= limits_.bytes_max)
        return lines_ == 0 ? Errc::target_too_long : Errc::header_too_large;
    return std::size_t{0};
}

}   // namespace smsgw::http
