// MO: an SMS from a handset to us, by a provider's webhook.
#pragma once

#include <cstdint>
#include <string>

#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw {

// What a recipient says about being written to.
enum class OptOut : std::uint8_t { none, stop, start };

struct MoMessage {
    ProviderMsgId provider_msgid;   // may be empty
    std::string
        from;         // E.164 when it can be read as such, else as the provider wrote it; never logged whole
    std::string to;   // our number or short code
    SmsText text;
    OptOut opt_out = OptOut::none;   // by the provider's own word, else by the keyword (read_opt_out)
};

// STOP and its kin, START and its kin, when the text is nothing but that word; case, surrounding space and a full stop
// do not matter. The words are those that carriers in the USA and the large providers act upon (CTIA Messaging Principles; Twilio "Advanced Opt-Out").
OptOut read_opt_out(std::string_view text);

}   // namespace smsgw
