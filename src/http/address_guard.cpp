// The special-purpose registries of IANA (RFC 6890 and later), as tables.
#include "http/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace smsgw::http {
namespace {

struct RangeV4 {
    std::array<std::uint8_t, 4> net;
    int bits;
};

constexpr RangeV4 refused_v4[] = {
    {{0, 0, 0, 0}, 8},         // "this network"
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // shared by carrier-grade NAT
    {{127, 0, 0, 0}, 8},       // loopback
    {{169, 254, 0, 0}, 16},    // link-local, and clouds' metadata
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // protocol assignments
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 31, 196, 0}, 24},   // AS112
    {{192, 52, 193, 0}, 24},   // AMT
    {{192, 88, 99, 0}, 24},    // 6to4 relays
    {{192, 168, 0, 0}, 16},    // private
    {{192, 175, 48, 0}, 24},   // AS112
    {{198, 18, 0, 0}, 15},     // benchmarks
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 4},       // multicast
    {{240, 0, 0, 0}, 4},       // reserved, and broadcast
};

struct RangeV6 {
    std::array<std::uint8_t, 16> net;   // what is left out is 0
    int bits;
};

// Inside 2000::/3, the only part of IPv6 that is given out; all else is refused anyway: loopback, mapped and compatible
// IPv4, both NAT64 prefixes, unique local, link-local, site-local, multicast, segment routing (5f00::/16).
constexpr RangeV6 refused_v6[] = {
    {{0x20, 0x01, 0x00}, 23},               // protocol assignments: Teredo, ORCHID, benchmarks
    {{0x20, 0x01, 0x0d, 0xb8}, 32},         // documentation
    {{0x20, 0x02}, 16},                     // 6to4
    {{0x26, 0x20, 0, 0x4f, 0x80, 0}, 48},   // AS112
    {{0x3f, 0xfe}, 16},                     // the former 6bone
    {{0x3f, 0xff, 0x00}, 20},               // documentation
};

template <class Bytes>
bool within(const Bytes& address, const Bytes& net, int bits) {
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        const int shift = bits >= 8 ? 0 : 8 - bits;
        if (address[i] >> shift != net[i] >> shift) return false;
    }
    return true;
}

bool is_global_v4(const asio::ip::address_v4::bytes_type& bytes) {
    return std::none_of(std::begin(refused_v4), std::end(refused_v4),
                        [&](const RangeV4& range) { return within(bytes, range.net, range.bits); });
}

bool is_global_v6(const asio::ip::address_v6::bytes_type& bytes) {
    if (bytes[0] >> 5 != 1) return false;   // outside 2000::/3
    // ISATAP carries an IPv4 address in its last half, below any prefix: ::[02]00:5efe:a.b.c.d.
    const bool isatap = (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    return !isatap && std::none_of(std::begin(refused_v6), std::end(refused_v6), [&](const RangeV6& range) {
        return within(bytes, range.net, range.bits);
    });
}

}   // namespace

bool is_global(const asio::ip::address& address) {
    if (address.is_v4()) return is_global_v4(address.to_v4().to_bytes());
    const auto v6 = address.to_v6();
    return v6.scope_id() == 0 && is_global_v6(v6.to_bytes());
}

}   // namespace smsgw::http
