#include "captcha/service.hpp"

namespace smsgw::captcha {
namespace {

using std::chrono::seconds;

// Numbered by Service. The score of hCaptcha runs the other way round and is for its enterprise plan only: not read.
constexpr ServiceRow rows[] = {
    {"https://challenges.cloudflare.com/turnstile/v0/siteverify", seconds{300}, 2048, "idempotency_key", "",
     "action", ""},
    {"https://api.hcaptcha.com/siteverify", seconds{300}, 8192, "", "sitekey", "", ""},
    {"https://www.google.com/recaptcha/api/siteverify", seconds{120}, 8192, "", "", "action", "score"},
};

}   // namespace

const ServiceRow& row_of(Service service) {
    return rows[static_cast<std::size_t>(service)];
}

}   // namespace smsgw::captcha
