// What the tokens of several providers claim.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "smsgw/time.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// A NumericDate: whole seconds. Nothing when it is absent or not one.
std::optional<WallTime> time_claim(const nlohmann::json& claims, const char* name);

// Empty when it is absent or not a string.
std::string_view text_claim(const nlohmann::json& claims, const char* name);

// Whether the claim is the hex SHA-256 of the text.
bool is_hash_claim(const nlohmann::json& claims, const char* name, std::string_view text);

// Whether payload_hash is that of the body, or both are absent: a body that was added or removed on the way is noticed too.
bool is_payload_claim(const nlohmann::json& claims, std::string_view body);

}   // namespace smsgw::providers
