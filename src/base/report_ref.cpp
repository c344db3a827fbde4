#include "base/report_ref.hpp"

#include <charconv>

#include "base/crypto.hpp"

namespace smsgw {

// 96 bits: short enough for every provider's reference field, far beyond guessing through a webhook.
std::string ReportRef::seal(std::string_view head) const {
    return base64url(std::string_view(hmac_sha256(key_.reveal(), head)).substr(0, 12));
}

std::string ReportRef::make(const MsgId& msgid, int attempt) const {
    const auto head = msgid.str() + '.' + std::to_string(attempt);
    return head + '.' + seal(head);
}

Result<ReportRef::Attempt> ReportRef::read(std::string_view ref) const {
    if (key_.empty()) return Errc::not_ready;
    const auto last = ref.rfind('.');
    if (last == std::string_view::npos) return Errc::signature_bad;
    const auto head = ref.substr(0, last);
    if (!equal_constant_time(seal(head), ref.substr(last + 1))) return Errc::signature_bad;
    const auto dot = head.rfind('.');
    if (dot == std::string_view::npos) return Errc::signature_bad;
    Attempt found{MsgId(std::string(head.substr(0, dot))), 0};
    const auto number = head.substr(dot + 1);
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), found.attempt);
    if (parsed.ec != std::errc() || parsed.ptr != number.data() + number.size()) return Errc::signature_bad;
    return found;
}

}   // namespace smsgw
