// Which CAPTCHA service is asked, and what a token must prove.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "captcha/service.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/time.hpp"

namespace smsgw::captcha {

// What becomes of a token while the service is out of order.
enum class OnOutage : std::uint8_t { deny, allow };
inline constexpr std::array<std::string_view, 2> on_outage_names = {"deny", "allow"};

struct CaptchaConfig {
    std::optional<Service> service;   // absent: there is none, and nothing below means anything
    Secret secret;
    std::string sitekey;
    std::vector<std::string> hostnames;   // sites whose widget is believed
    std::string action;                   // empty: any
    double score_min = 0.5;               // when the answer has a score
    std::string verify_url;               // empty: the service's own; load_config() sets it
    OnOutage on_outage = OnOutage::deny;
    Millis timeout = std::chrono::seconds{2};   // of one try as a whole; there are two at most
};

}   // namespace smsgw::captcha
