// What the answer of a CAPTCHA service means; pure.
#pragma once

#include <cstdint>
#include <string>

#include "captcha/config.hpp"
#include "http/client.hpp"
#include "smsgw/time.hpp"

namespace smsgw::captcha {

struct Judgement {
    enum class Kind : std::uint8_t {
        passed,
        refused,         // the service said no, or yes to something else than what is asked for
        outage,          // the service is out of order: asking again may help
        unclear,         // it answered, and nothing that can be believed: never passed
        misconfigured,   // it will say nothing about any token until somebody changes a setting
    } kind{};
    std::string reason;   // a stable word; empty when passed
};

inline constexpr Millis ahead_max =
    std::chrono::seconds{60};   // how far a service's clock may be before ours

// `config.service` is set. Nothing passes but a 200 whose `success` is the JSON value true, for one of the hostnames, for
// the action when one is configured, from a challenge that is neither old nor of the future, with enough of a score where
// there is one.
Judgement judge(const http::ClientResponse& response, const CaptchaConfig& config, WallTime now);

}   // namespace smsgw::captcha
