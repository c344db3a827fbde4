// Writing and recognising ids; the layout is explained in the header.
#include "domain/msgid.hpp"

#include <algorithm>
#include <string>

namespace smsgw {
namespace {

constexpr std::string_view prefix = "m_";
constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view crockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t partition_at = prefix.size();
constexpr std::size_t time_at = partition_at + 2;
constexpr std::size_t time_length = 9;
constexpr std::size_t random_at = time_at + time_length;
constexpr std::size_t random_length = 11;
constexpr std::size_t id_length = random_at + random_length;
static_assert(crockford.size() == 32 && id_length == 24);

// Writes the low 5 * length bits of `value`, the highest first: then ids sort as their times do.
void put_base32(std::string& out, std::size_t at, std::size_t length, std::uint64_t value) {
    for (std::size_t i = length; i > 0; --i) {
        out[at + i - 1] = crockford[value & 31];
        value >>= 5;
    }
}

bool has_shape(std::string_view text) {
    const auto is_hex = [](char c) { return hex_digits.find(c) != std::string_view::npos; };
    const auto is_base32 = [](char c) { return crockford.find(c) != std::string_view::npos; };
    return text.size() == id_length && text.starts_with(prefix) &&
           std::ranges::all_of(text.substr(partition_at, 2), is_hex) &&
           std::ranges::all_of(text.substr(time_at), is_base32);
}

}   // namespace

MsgId new_msgid(int partition, WallTime now, std::uint64_t random) {
    const auto p = static_cast<std::size_t>(partition);
    std::string id(id_length, '0');
    std::ranges::copy(prefix, id.begin());
    id[partition_at] = hex_digits[(p >> 4) & 15];
    id[partition_at + 1] = hex_digits[p & 15];
    put_base32(id, time_at, time_length, static_cast<std::uint64_t>(now.time_since_epoch().count()));
    put_base32(id, random_at, random_length, random);
    return MsgId(std::move(id));
}

Result<MsgId> read_msgid(std::string_view text) {
    if (!has_shape(text)) return Errc::not_found;
    return MsgId(std::string(text));
}

int partition_of(const MsgId& msgid) {
    const std::string_view text = msgid.view();
    if (!has_shape(text)) return -1;
    return static_cast<int>(hex_digits.find(text[partition_at]) * 16 +
                            hex_digits.find(text[partition_at + 1]));
}

}   // namespace smsgw
