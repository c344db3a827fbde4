// Not std::isdigit: that one asks the locale, and digits of other scripts must never pass.
#pragma once

namespace smsgw {

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}   // namespace smsgw
