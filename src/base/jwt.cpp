#include "base/jwt.hpp"

#include <algorithm>
#include <optional>

#include "base/crypto.hpp"
#include "base/strict_json.hpp"

namespace smsgw {
namespace {

using nlohmann::json;

constexpr std::size_t token_bytes_max = 8 * 1024;

struct AlgorithmRow {
    JwtAlgorithm algorithm;
    std::string_view name;
    Digest digest;
};

constexpr AlgorithmRow algorithm_rows[] = {
    {JwtAlgorithm::hs256, "HS256", Digest::sha256},
    {JwtAlgorithm::hs384, "HS384", Digest::sha384},
    {JwtAlgorithm::hs512, "HS512", Digest::sha512},
};

const AlgorithmRow& algorithm_row(JwtAlgorithm algorithm) {
    return *std::find_if(std::begin(algorithm_rows), std::end(algorithm_rows),
                         [&](const AlgorithmRow& row) { return row.algorithm == algorithm; });
}

struct TokenParts {
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signed_text;   // header.claims
};

std::optional<TokenParts> split(std::string_view token) {
    const auto first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const auto second = token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return TokenParts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                      token.substr(second + 1), token.substr(0, second)};
}

std::optional<json> read_object(std::string_view part) {
    const auto text = from_base64url(part);
    if (!text) return std::nullopt;
    auto object = read_strict_json(*text);
    if (object.has_error() || !object->is_object()) return std::nullopt;
    return std::move(*object);
}

const AlgorithmRow* allowed_row(const json& header, std::span<const JwtAlgorithm> allowed) {
    const auto name = header.find("alg");
    if (name == header.end() || !name->is_string() || header.contains("crit")) return nullptr;
    for (const auto algorithm : allowed) {
        const auto& row = algorithm_row(algorithm);
        if (row.name == name->get_ref<const std::string&>()) return &row;
    }
    return nullptr;
}

std::string text_to_sign(std::string_view algorithm, const json& claims) {
    const json header = {{"typ", "JWT"}, {"alg", algorithm}};
    return base64url(header.dump()) + "." + base64url(claims.dump());
}

}   // namespace

Result<json> verify_jwt(std::string_view token, std::span<const JwtAlgorithm> allowed,
                        std::span<const Secret> keys) {
    // Spelled out, because a json value can be made of an enumerator too.
    const auto refused = [](Errc code) { return Result<json>(boost::system::in_place_error, code); };
    if (token.empty()) return refused(Errc::signature_missing);
    if (token.size() > token_bytes_max) return refused(Errc::signature_bad);
    const auto parts = split(token);
    if (!parts) return refused(Errc::signature_bad);
    const auto header = read_object(parts->header);
    const auto given = from_base64url(parts->signature);
    if (!header || !given) return refused(Errc::signature_bad);
    const auto* row = allowed_row(*header, allowed);
    if (row == nullptr) return refused(Errc::signature_bad);
    const bool right = std::any_of(keys.begin(), keys.end(), [&](const Secret& key) {
        return !key.empty() &&
               equal_constant_time(*given, hmac(row->digest, key.reveal(), parts->signed_text));
    });
    if (!right) return refused(Errc::signature_bad);
    auto claims = read_object(parts->claims);
    if (!claims) return refused(Errc::signature_bad);
    return Result<json>(boost::system::in_place_value, std::move(*claims));
}

std::string sign_jwt(JwtAlgorithm algorithm, const Secret& key, const json& claims) {
    const auto& row = algorithm_row(algorithm);
    const auto text = text_to_sign(row.name, claims);
    return text + "." + base64url(hmac(row.digest, key.reveal(), text));
}

std::string sign_jwt(const RsaPrivateKey& key, const json& claims) {
    const auto text = text_to_sign("RS256", claims);
    return text + "." + base64url(key.sign(Digest::sha256, text));
}

}   // namespace smsgw
