// What a 202 promises (docs/durability.md).
#pragma once

#include <optional>
#include <string_view>

namespace smsgw::redis {

enum class Durability {
    strict,           // fsynced on the primary
    relaxed,          // in memory; up to seconds of accepted messages are lost with the Redis process
    strict_replica,   // fsynced on the primary and received by a replica
};

// The words of the configuration: strict, strict+replica, relaxed.
inline std::optional<Durability> durability_from_text(std::string_view text) {
    if (text == "strict") return Durability::strict;
    if (text == "strict+replica") return Durability::strict_replica;
    if (text == "relaxed") return Durability::relaxed;
    return std::nullopt;
}

inline std::string_view to_text(Durability durability) {
    if (durability == Durability::strict) return "strict";
    return durability == Durability::relaxed ? "relaxed" : "strict+replica";
}

}   // namespace smsgw::redis
