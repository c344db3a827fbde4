#include "providers/plivo_signature.hpp"

#include "base/crypto.hpp"
#include "http/form.hpp"

namespace smsgw::providers {
namespace {

using Params = std::vector<http::Header>;

struct Row {
    PlivoVersion version;
    const char* signature;
    const char* main_account_signature;   // null: that version has none
    const char* nonce;                    // likewise
};

// The strongest first.
constexpr Row rows[] = {
    {PlivoVersion::v3, "X-Plivo-Signature-V3", "X-Plivo-Signature-Ma-V3", "X-Plivo-Signature-V3-Nonce"},
    {PlivoVersion::v2, "X-Plivo-Signature-V2", "X-Plivo-Signature-Ma-V2", "X-Plivo-Signature-V2-Nonce"},
    {PlivoVersion::v1, "X-Plivo-Signature", nullptr, nullptr},
};

std::string joined(Params params, std::string_view equals, std::string_view between) {
    sort_pairs(params);
    std::string text;
    for (const auto& [name, value] : params) {
        if (!text.empty()) text += between;
        text.append(name).append(equals).append(value);
    }
    return text;
}

std::string text_v3(const PlivoParts& parts) {
    const auto url = SignedUrl::split(parts.url);
    auto query = http::read_form(url.query).value_or(Params{});
    std::string text(url.before_query);
    if (parts.method == "GET") {
        query.insert(query.end(), parts.params.begin(), parts.params.end());
        if (!query.empty()) text += "?" + joined(std::move(query), "=", "&");
    } else if (!query.empty() || !parts.params.empty()) {
        const bool both = !query.empty() && !parts.params.empty();
        text += "?" + joined(std::move(query), "=", "&") + (both ? "." : "");
        text += joined({parts.params.begin(), parts.params.end()}, "", "");
    }
    return text.append(".").append(parts.nonce);
}

// The signatures that a request carries in one version: either header may list several.
std::vector<std::string_view> given_in(const Row& row, const WebhookRequest& request) {
    auto given = read_signature_list(request.header(row.signature));
    if (row.main_account_signature != nullptr) {
        const auto more = read_signature_list(request.header(row.main_account_signature));
        given.insert(given.end(), more.begin(), more.end());
    }
    return given;
}

}   // namespace

std::string plivo_signature(PlivoVersion version, const Secret& auth_token, const PlivoParts& parts) {
    const auto& key = auth_token.reveal();
    switch (version) {
        case PlivoVersion::v1: {
            const auto text = std::string(without_fragment(parts.url)) +
                              joined({parts.params.begin(), parts.params.end()}, "", "");
            return base64(hmac(Digest::sha1, key, text));
        }
        case PlivoVersion::v2: {
            const auto text =
                std::string(SignedUrl::split(parts.url).before_query) + std::string(parts.nonce);
            return base64(hmac_sha256(key, text));
        }
        case PlivoVersion::v3:
            break;
    }
    return base64(hmac_sha256(key, text_v3(parts)));
}

Result<void> check_plivo(PlivoVersion weakest, SigningKeys auth_tokens, const WebhookRequest& request) {
    for (const auto& row : rows) {
        if (row.version < weakest) break;
        const auto given = given_in(row, request);
        if (given.empty()) continue;
        const auto nonce = row.nonce == nullptr ? std::string_view{} : request.header(row.nonce);
        if (row.nonce != nullptr && nonce.empty()) return Errc::signature_missing;
        // A POST of another kind has no parameters that could be signed, so its body must not count for anything.
        const bool form = http::is_form(request.header("Content-Type"));
        if (!form && !request.body.empty() && row.version != PlivoVersion::v2) return Errc::signature_bad;
        const auto params = form ? http::read_form(request.body) : Params{};
        const auto query = http::read_form(SignedUrl::split(request.public_url).query);
        if (!params || !query) return Errc::signature_bad;
        const PlivoParts parts{request.method, request.public_url, nonce, *params};
        const bool right = any_key(auth_tokens, [&](const Secret& token) {
            const auto expected = plivo_signature(row.version, token, parts);
            return std::any_of(given.begin(), given.end(),
                               [&](std::string_view one) { return equal_constant_time(one, expected); });
        });
        if (!right) return Errc::signature_bad;
        return {};
    }
    return Errc::signature_missing;
}

}   // namespace smsgw::providers
