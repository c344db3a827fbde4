#include "providers/jwt_claims.hpp"

#include <cstdint>

#include "base/crypto.hpp"

namespace smsgw::providers {

std::optional<WallTime> time_claim(const nlohmann::json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number_unsigned()) return std::nullopt;
    const auto seconds = found->get<std::uint64_t>();
    constexpr std::uint64_t seconds_max = 999'999'999'999;   // its milliseconds fit
    if (seconds > seconds_max) return std::nullopt;
    return WallTime(std::chrono::seconds{seconds});
}

std::string_view text_claim(const nlohmann::json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

bool is_hash_claim(const nlohmann::json& claims, const char* name, std::string_view text) {
    const auto given = from_hex(text_claim(claims, name));
    return given && equal_constant_time(*given, sha256(text));
}

bool is_payload_claim(const nlohmann::json& claims, std::string_view body) {
    if (!claims.contains("payload_hash")) return body.empty();
    // A hash of nothing is not what a provider writes: then a body was taken away.
    return !body.empty() && is_hash_claim(claims, "payload_hash", body);
}

}   // namespace smsgw::providers
