#include "providers/vonage_signature.hpp"

#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "base/strict_json.hpp"
#include "http/ascii.hpp"
#include "http/form.hpp"
#include "providers/jwt_claims.hpp"

namespace smsgw::providers {
namespace {

using Params = std::vector<http::Header>;

struct Row {
    std::string_view name;
    VonageAlgorithm algorithm;
    Digest digest;
};

constexpr Row rows[] = {
    {"md5hash", VonageAlgorithm::md5hash, Digest::md5},  {"md5", VonageAlgorithm::md5, Digest::md5},
    {"sha1", VonageAlgorithm::sha1, Digest::sha1},       {"sha256", VonageAlgorithm::sha256, Digest::sha256},
    {"sha512", VonageAlgorithm::sha512, Digest::sha512},
};

constexpr std::string_view separators = "&=";

std::string_view value_of(std::span<const http::Header> params, std::string_view name) {
    for (const auto& [key, value] : params)
        if (key == name) return value;
    return {};
}

std::string text_to_sign(std::span<const http::Header> params) {
    Params sorted(params.begin(), params.end());
    sort_pairs(sorted);
    std::string text;
    for (auto& [name, value] : sorted) {
        if (name == "sig") continue;
        std::replace_if(
            value.begin(), value.end(), [](char c) { return c == '&' || c == '='; }, '_');
        text.append("&").append(name).append("=").append(value);
    }
    return text;
}

// What is signed is ambiguous for a name that comes twice or holds what separates names from values.
bool is_unambiguous(Params params) {
    sort_pairs(params);
    const auto twice = [](const auto& a, const auto& b) { return a.first == b.first; };
    const auto odd = [](const auto& p) { return p.first.find_first_of(separators) != std::string::npos; };
    return std::adjacent_find(params.begin(), params.end(), twice) == params.end() &&
           std::none_of(params.begin(), params.end(), odd);
}

std::optional<Params> read_flat_json(std::string_view body) {
    const auto object = read_strict_json(body);
    if (object.has_error() || !object->is_object()) return std::nullopt;
    Params params;
    for (const auto& [name, value] : object->items()) {
        if (value.is_string())
            params.emplace_back(name, value.get<std::string>());
        else if (value.is_number_integer() || value.is_boolean())
            params.emplace_back(name, value.dump());
        else
            return std::nullopt;
    }
    return params;
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), http::lower);
    return out;
}

Result<void> check_times(const nlohmann::json& claims, WallTime now) {
    const auto issued = time_claim(claims, "iat");
    if (!issued) return Errc::signature_bad;
    for (const auto* name : {"exp", "nbf"})
        if (claims.contains(name) && !time_claim(claims, name)) return Errc::signature_bad;
    const auto expires = time_claim(claims, "exp");
    const auto begins = time_claim(claims, "nbf");
    if ((expires && now >= *expires + signature_window) || (begins && now < *begins - signature_window))
        return Errc::signature_expired;
    return check_window(*issued, now);
}

}   // namespace

std::optional<VonageAlgorithm> vonage_algorithm(std::string_view name) {
    for (const auto& row : rows)
        if (row.name == name) return row.algorithm;
    return std::nullopt;
}

std::string vonage_signature(VonageAlgorithm algorithm, const Secret& secret,
                             std::span<const http::Header> params) {
    const auto text = text_to_sign(params);
    if (algorithm == VonageAlgorithm::md5hash) return hex(digest(Digest::md5, text + secret.reveal()));
    const auto* row = std::find_if(std::begin(rows), std::end(rows),
                                   [&](const Row& r) { return r.algorithm == algorithm; });
    auto signature = hex(hmac(row->digest, secret.reveal(), text));
    for (char& c : signature)
        if (http::is_letter(c)) c = static_cast<char>(c - 'a' + 'A');
    return signature;
}

Result<std::vector<http::Header>> vonage_params(const WebhookRequest& request) {
    auto params = request.method == "GET"                         ? http::read_form(request.query)
                  : http::is_form(request.header("Content-Type")) ? http::read_form(request.body)
                                                                  : read_flat_json(request.body);
    if (!params || !is_unambiguous(*params)) return Errc::report_malformed;
    return std::move(*params);
}

Result<void> check_vonage_sig(VonageAlgorithm algorithm, SigningKeys secrets,
                              std::span<const http::Header> params, WallTime now) {
    const auto given = lower_case(value_of(params, "sig"));
    const auto timestamp = value_of(params, "timestamp");
    if (given.empty() || timestamp.empty()) return Errc::signature_missing;
    if (!is_unambiguous({params.begin(), params.end()})) return Errc::signature_bad;
    const auto signed_at = read_unix_seconds(timestamp);
    if (!signed_at) return Errc::signature_bad;
    const bool right = std::any_of(secrets.begin(), secrets.end(), [&](const Secret& secret) {
        return equal_constant_time(given, lower_case(vonage_signature(algorithm, secret, params)));
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now);
}

Result<void> check_vonage_jwt(SigningKeys secrets, const WebhookRequest& request, WallTime now) {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = request.header("Authorization");
    if (!http::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return Errc::signature_missing;
    constexpr JwtAlgorithm allowed[] = {JwtAlgorithm::hs256};
    const auto claims = verify_jwt(authorization.substr(scheme.size()), allowed, secrets);
    if (claims.has_error()) return claims.error();
    if (!is_payload_claim(*claims, request.body)) return Errc::signature_bad;
    return check_times(*claims, now);
}

}   // namespace smsgw::providers
