#include "domain/trace_parent.hpp"

#include <algorithm>

namespace smsgw {
namespace {

// version "-" trace-id "-" parent-id "-" flags: 2, 32, 16 and 2 hex digits.
constexpr std::size_t bytes = 55;
constexpr std::size_t header_bytes_max = 512;   // of a version to come, which may say more

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

}   // namespace

TraceParent read_trace_parent(std::string_view header) {
    if (header.size() < bytes || header.size() > header_bytes_max) return {};
    const auto version = header.substr(0, 2);
    const auto trace_id = header.substr(3, 32);
    const auto parent_id = header.substr(36, 16);
    const auto flags = header.substr(53, 2);
    if (header[2] != '-' || header[35] != '-' || header[52] != '-') return {};
    if (!is_hex(version) || !is_hex(trace_id) || !is_hex(parent_id) || !is_hex(flags)) return {};
    if (version == "ff" || is_zero(trace_id) || is_zero(parent_id)) return {};
    const bool ends_there = header.size() == bytes;
    if (!ends_there && (version == "00" || header[bytes] != '-')) return {};
    return TraceParent("00" + std::string(header.substr(2, bytes - 2)));
}

}   // namespace smsgw
