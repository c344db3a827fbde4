// What a client asks for, as its JSON said it: types are right, nothing else is checked yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "smsgw/errc.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::intake {

enum class Mode { real, dry_run };

struct SendRequest {
    std::string to;
    SmsText message;
    std::optional<std::string> sender;
    std::optional<std::string> region;
    std::string reference;
    std::optional<std::string> lane;
    std::optional<std::int64_t> validity_s;
    std::optional<std::string> send_at;
    std::optional<std::string> on_ambiguous;
    std::optional<std::string> callback_url;
    // Who caused the message, as the client knows: for the abuse defence.
    std::string end_user_ip;
    std::string session_id;
    std::optional<std::string> captcha_token;
    bool challenge_passed = false;   // the client vouches for it
    Mode mode = Mode::real;
};

// What is wrong with one field. The detail never quotes a text or a full number.
struct FieldProblem {
    std::string field;
    Errc code{};
    std::string detail;
};

}   // namespace smsgw::intake
