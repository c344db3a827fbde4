// What one may ask of a reply.
#include "redis/reply.hpp"

namespace smsgw::redis {

bool Reply::is_error(std::string_view code) const {
    if (kind != Kind::error || !std::string_view(text).starts_with(code)) return false;
    return text.size() == code.size() || text[code.size()] == ' ';
}

}   // namespace smsgw::redis
