// Asks a CAPTCHA service whether a token was earned by a person.
#pragma once

#include <cstdint>
#include <string>

#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

struct CaptchaQuestion {
    Secret token;
    std::string end_user_ip;   // may be empty
    AccountId account;
};

enum class CaptchaVerdict : std::uint8_t {
    passed,
    refused,       // forged, replayed, old, for another host or action
    unavailable,   // the service did not say
};

struct CaptchaAnswer {
    CaptchaVerdict verdict{};
    std::string reason;   // a stable word for the log
};

class CaptchaVerifier {
public:
    virtual ~CaptchaVerifier() = default;

    // Never an error: what cannot be verified is not passed.
    virtual Task<CaptchaAnswer> verify(CaptchaQuestion question) = 0;
};

}   // namespace smsgw
