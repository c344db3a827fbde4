#include "base/json_pieces.hpp"

namespace smsgw {

using nlohmann::json;

json text_or_null(const std::string& text) {
    return text.empty() ? json() : json(text);
}

json resend_safe_json(MsgStatus status) {
    const auto safe = row_of(status).resend_safe;
    return safe == ResendSafe::unsettled ? json() : json(safe == ResendSafe::yes);
}

}   // namespace smsgw
