// Inbound messages, as far as they are alike for all providers.
#pragma once

#include <string>

#include "smsgw/mo_message.hpp"

namespace smsgw::providers {

// As the provider wrote them.
struct InboundFields {
    std::string id;
    std::string from;
    std::string to;
    std::string text;   // any bytes
};

// The sender as E.164 when its digits are such a number, with or without a plus; what cannot be shown is left out; bytes of
// the text that are not UTF-8 become U+FFFD; an opt-out is read from its keyword.
MoMessage read_inbound(InboundFields fields);

}   // namespace smsgw::providers
