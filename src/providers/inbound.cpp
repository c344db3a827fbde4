// See inbound.hpp.
#include "providers/inbound.hpp"

#include "domain/utf8.hpp"
#include "providers/json.hpp"
#include "smsgw/e164_number.hpp"

namespace smsgw::providers {
namespace {

constexpr std::size_t address_bytes_max = 32;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::string repaired(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto bytes = decode_utf8(text).bytes;
        out.append(bytes == 0 ? replacement : text.substr(0, bytes));
        text.remove_prefix(bytes == 0 ? 1 : bytes);
    }
    return out;
}

std::string address_of(const std::string& text) {
    const auto number = E164Number::parse(text.starts_with('+') ? text : "+" + text);
    return number.has_value() ? number->str() : printable(text, address_bytes_max);
}

}   // namespace

MoMessage read_inbound(InboundFields fields) {
    MoMessage message;
    if (is_id(fields.id)) message.provider_msgid = ProviderMsgId(std::move(fields.id));
    message.from = address_of(fields.from);
    message.to = printable(std::move(fields.to), address_bytes_max);
    message.text = SmsText(repaired(fields.text));
    message.opt_out = read_opt_out(message.text.reveal());
    return message;
}

}   // namespace smsgw::providers
