// The CAPTCHA services that can be asked. They speak nearly the same: where they do not is one table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "smsgw/time.hpp"

namespace smsgw::captcha {

enum class Service : std::uint8_t { turnstile, hcaptcha, recaptcha };
inline constexpr std::array<std::string_view, 3> service_names = {"turnstile", "hcaptcha", "recaptcha"};

// A field that is empty does not exist there.
struct ServiceRow {
    std::string_view url;
    Millis age_max;                     // of a challenge, from when it was shown
    std::size_t token_bytes_max;        // Turnstile says so; the others do not, and have been seen beyond 4000
    std::string_view idempotency_key;   // request: a UUID with which a repeat gets the first one's answer
    std::string_view sitekey;           // request: whose token it must be
    std::string_view action;            // answer: what the widget was shown for
    std::string_view score;             // answer: 0 (a machine) to 1 (a person)
};

const ServiceRow& row_of(Service service);

}   // namespace smsgw::captcha
