// How Vonage signs: the SMS API by a parameter `sig`, which we may sign our requests with as well, the Messages API by a
// JSON Web Token.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "providers/signature_check.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::providers {

// A setting of the Vonage account. md5hash is MD5 over text and secret, the others are HMACs.
enum class VonageAlgorithm { md5hash, md5, sha1, sha256, sha512 };

// By the name that Vonage gives it.
std::optional<VonageAlgorithm> vonage_algorithm(std::string_view name);

// The value of `sig` for these parameters (any order; a `sig` among them is left out): hex, in lower case for md5hash and in
// upper case for the others, as Vonage's libraries write it.
std::string vonage_signature(VonageAlgorithm algorithm, const Secret& secret,
                             std::span<const http::Header> params);

// The parameters of an SMS API webhook, wherever the account's setting puts them: a GET's query, a POST's form or flat JSON
// object, numbers in it as text. Errc::report_malformed: none of these, or a name twice.
Result<std::vector<http::Header>> vonage_params(const WebhookRequest& request);

// Errc::signature_missing: no `sig` or no `timestamp`. Errc::signature_bad, Errc::signature_expired. An empty secret is
// a secret here, as in Vonage's own test vectors: whether one is configured is asked before.
Result<void> check_vonage_sig(VonageAlgorithm algorithm, SigningKeys secrets,
                              std::span<const http::Header> params, WallTime now);

// `Authorization: Bearer <token>`, HS256, with the body's SHA-256 in payload_hash, `iat` within the window and, when present,
// `exp` and `nbf` kept. Errors as above.
Result<void> check_vonage_jwt(SigningKeys secrets, const WebhookRequest& request, WallTime now);

}   // namespace smsgw::providers
