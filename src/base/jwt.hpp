// JSON Web Tokens (RFC 7519) in their compact form: those by which providers sign, and those by which we log in to them.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "base/public_key.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

namespace smsgw {

enum class JwtAlgorithm { hs256, hs384, hs512 };

// The claims, once one of the keys is found to have signed them by an algorithm of the list: the token's own word on its
// algorithm only chooses from it, so "none" is never taken. Empty keys sign nothing. What the claims say (times, issuer,
// hashes) is the caller's to check. Errc::signature_missing: no token. Errc::signature_bad: anything else, such as
// more than 8 KiB, not three parts, not strict base64url or JSON, or a "crit" that we would have to understand.
Result<nlohmann::json> verify_jwt(std::string_view token, std::span<const JwtAlgorithm> allowed,
                                  std::span<const Secret> keys);

// A token signed with HMAC, for simulated providers and the tests.
std::string sign_jwt(JwtAlgorithm algorithm, const Secret& key, const nlohmann::json& claims);

// RS256.
std::string sign_jwt(const RsaPrivateKey& key, const nlohmann::json& claims);

}   // namespace smsgw
