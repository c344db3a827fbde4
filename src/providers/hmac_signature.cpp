#include "providers/hmac_signature.hpp"

#include "http/form.hpp"

namespace smsgw::providers {
namespace {

struct Row {
    std::string_view name;
    Digest algorithm;
};

constexpr Row rows[] = {
    {"md5", Digest::md5},       {"sha1", Digest::sha1},     {"sha224", Digest::sha224},
    {"sha256", Digest::sha256}, {"sha384", Digest::sha384}, {"sha512", Digest::sha512},
};

constexpr std::string_view words[] = {"method", "url",       "path",  "query",
                                      "params", "timestamp", "nonce", "body"};

std::string path_of(std::string_view url) {
    const auto before = SignedUrl::split(url).before_query;
    const auto scheme = before.find("://");
    const auto slash = before.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
    return slash == std::string_view::npos ? "/" : std::string(before.substr(slash));
}

std::string params_of(const WebhookRequest& request) {
    auto pairs = http::read_form(request.query).value_or(std::vector<http::Header>{});
    if (http::is_form(request.header("Content-Type"))) {
        const auto more = http::read_form(request.body).value_or(std::vector<http::Header>{});
        pairs.insert(pairs.end(), more.begin(), more.end());
    }
    sort_pairs(pairs);
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (!text.empty()) text += '&';
        text.append(name).append("=").append(value);
    }
    return text;
}

std::string value_of(std::string_view word, const HmacScheme& scheme, const WebhookRequest& request) {
    if (word == "method") return request.method;
    if (word == "url") return request.public_url;
    if (word == "path") return path_of(request.public_url);
    if (word == "query") return request.query;
    if (word == "params") return params_of(request);
    if (word == "timestamp") return std::string(request.header(scheme.timestamp_header));
    if (word == "nonce") return std::string(request.header(scheme.nonce_header));
    return request.body;
}

// A piece of a payload text: a word in braces, or what stands between two of them.
struct Piece {
    std::string_view text;
    bool is_word = false;
};

// Nothing for a stray brace or a word that is none.
std::optional<std::vector<Piece>> read_pieces(std::string_view payload) {
    std::vector<Piece> pieces;
    while (!payload.empty()) {
        const auto brace = std::min(payload.find_first_of("{}"), payload.size());
        if (brace > 0) {
            pieces.push_back({payload.substr(0, brace), false});
            payload.remove_prefix(brace);
            continue;
        }
        const auto end = payload.find('}');
        if (payload.front() == '}' || end == std::string_view::npos) return std::nullopt;
        const auto word = payload.substr(1, end - 1);
        if (std::find(std::begin(words), std::end(words), word) == std::end(words)) return std::nullopt;
        pieces.push_back({word, true});
        payload.remove_prefix(end + 1);
    }
    return pieces;
}

bool has_word(const std::vector<Piece>& pieces, std::string_view word) {
    return std::any_of(pieces.begin(), pieces.end(),
                       [&](const Piece& piece) { return piece.is_word && piece.text == word; });
}

std::string raw_signature(const HmacScheme& scheme, const Secret& key, const WebhookRequest& request) {
    std::string text;
    for (const auto& piece : read_pieces(scheme.payload).value_or(std::vector<Piece>{}))
        text += piece.is_word ? value_of(piece.text, scheme, request) : std::string(piece.text);
    return hmac(scheme.algorithm, key.reveal(), text);
}

}   // namespace

std::optional<Digest> hmac_algorithm(std::string_view name) {
    for (const auto& row : rows)
        if (row.name == name) return row.algorithm;
    return std::nullopt;
}

Result<void> check_scheme(const HmacScheme& scheme) {
    const auto pieces = read_pieces(scheme.payload);
    if (scheme.header.empty() || !pieces || pieces->empty()) return Errc::config_invalid;
    if (has_word(*pieces, "timestamp") == scheme.timestamp_header.empty()) return Errc::config_invalid;
    if (has_word(*pieces, "nonce") == scheme.nonce_header.empty()) return Errc::config_invalid;
    return {};
}

std::string hmac_signature(const HmacScheme& scheme, const Secret& key, const WebhookRequest& request) {
    const auto bytes = raw_signature(scheme, key, request);
    return scheme.prefix + (scheme.encoding == HmacScheme::Encoding::hex ? hex(bytes) : base64(bytes));
}

Result<void> check_hmac(const HmacScheme& scheme, SigningKeys keys, const WebhookRequest& request,
                        WallTime now) {
    auto encoded = request.header(scheme.header);
    const bool has_timestamp = !scheme.timestamp_header.empty();
    const auto timestamp = has_timestamp ? request.header(scheme.timestamp_header) : std::string_view{};
    if (encoded.empty() || (has_timestamp && timestamp.empty())) return Errc::signature_missing;
    if (!scheme.nonce_header.empty() && request.header(scheme.nonce_header).empty())
        return Errc::signature_missing;
    if (!encoded.starts_with(scheme.prefix)) return Errc::signature_bad;
    encoded.remove_prefix(scheme.prefix.size());
    const auto given =
        scheme.encoding == HmacScheme::Encoding::hex ? from_hex(encoded) : from_base64(encoded);
    const auto signed_at = has_timestamp ? read_unix_seconds(timestamp) : now;
    if (!given || !signed_at) return Errc::signature_bad;
    const bool right = any_key(keys, [&](const Secret& key) {
        return equal_constant_time(*given, raw_signature(scheme, key, request));
    });
    if (!right) return Errc::signature_bad;
    return check_window(*signed_at, now, scheme.window);
}

}   // namespace smsgw::providers
