#include "app/vector_schemes.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "base/strict_json.hpp"
#include "http/ascii.hpp"
#include "providers/hmac_signature.hpp"
#include "providers/messagebird_signature.hpp"
#include "providers/plivo_signature.hpp"
#include "providers/sinch_signature.hpp"
#include "providers/smstools_webhook.hpp"
#include "providers/telnyx_signature.hpp"
#include "providers/twilio_signature.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/webhook_signature.hpp"

namespace smsgw::app {
namespace {

using namespace smsgw::providers;

// "HMAC-SHA256" as "sha256".
std::string algorithm_name(std::string_view text) {
    constexpr std::string_view hmac_of = "HMAC-";
    if (text.starts_with(hmac_of)) text.remove_prefix(hmac_of.size());
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(), http::lower);
    return name;
}

Secret first(const std::vector<Secret>& keys) {
    return keys.empty() ? Secret() : keys.front();
}

// The time that a token itself names, as text: iat, or nbf.
std::string token_time(std::string_view token) {
    const auto begin = std::min(token.find('.'), token.size() - 1) + 1;
    const auto claims_text = from_base64url(token.substr(begin, token.find('.', begin) - begin));
    if (!claims_text) return {};
    const auto claims = read_strict_json(*claims_text);
    if (claims.has_error() || !claims->is_object()) return {};
    for (const auto* name : {"iat", "nbf"})
        if (const auto found = claims->find(name); found != claims->end()) return found->dump();
    return {};
}

VectorOutcome run_twilio(VectorFields& fields) {
    const auto keys = fields.keys();
    const auto params = fields.pairs("params");
    auto request = fields.request();
    fields.add_header(request, "X-Twilio-Signature", fields.text_or("expected_signature"));
    if (!fields.has("body")) put_params(request, params);
    VectorOutcome outcome{check_twilio(keys, request), std::nullopt};
    const auto expected = fields.text_or("expected_signature");
    for (const auto& url : twilio_urls(fields.text_or("url_used_for_signing", request.public_url))) {
        outcome.computed = twilio_signature(first(keys), url, params);
        if (outcome.computed == expected) break;
    }
    return outcome;
}

VectorOutcome run_vonage_sig(VectorFields& fields) {
    const auto keys = fields.keys();
    const auto expected = fields.text_or("expected_signature");
    const auto named = fields.text_or("sdk_algorithm_name", algorithm_name(fields.text("algorithm")));
    const auto algorithm = vonage_algorithm(named.starts_with("md5(") ? "md5hash" : named);
    if (!algorithm) {
        fields.report("no such algorithm: " + named);
        return {Errc::signature_bad, std::nullopt};
    }
    auto request = fields.request();
    if (!fields.has("body")) {
        auto params = fields.pairs("params");
        const bool has_sig =
            std::any_of(params.begin(), params.end(), [](const auto& pair) { return pair.first == "sig"; });
        if (!has_sig && !expected.empty() && !fields.has("headers")) params.emplace_back("sig", expected);
        if (!fields.has("method")) request.method = "GET";
        put_params(request, params);
    }
    const auto params = vonage_params(request);
    if (params.has_error()) return {params.error(), std::nullopt};
    const std::vector<http::Header>& read = *params;
    const auto timestamp =
        std::find_if(read.begin(), read.end(), [](const auto& pair) { return pair.first == "timestamp"; });
    const auto now = fields.clock_or(timestamp == read.end() ? std::string_view{} : timestamp->second);
    auto computed = vonage_signature(*algorithm, first(keys), read);
    // Its hex counts in either case.
    if (http::equal_ignoring_case(computed, expected)) computed = expected;
    return {check_vonage_sig(*algorithm, keys, read, now), computed};
}

VectorOutcome run_vonage_jwt(VectorFields& fields) {
    const auto token = fields.text("token");
    auto request = fields.request();
    fields.add_header(request, "Authorization", "Bearer " + token);
    return {check_vonage_jwt(fields.keys(), request, fields.clock_or(token_time(token))), std::nullopt};
}

VectorOutcome run_messagebird_jwt(VectorFields& fields) {
    const auto token = fields.text("token");
    auto request = fields.request();
    fields.add_header(request, "MessageBird-Signature-JWT", token);
    return {check_messagebird_jwt(fields.keys(), request, fields.clock_or(token_time(token))), std::nullopt};
}

VectorOutcome run_messagebird_legacy(VectorFields& fields) {
    const auto keys = fields.keys();
    const auto timestamp = fields.text("timestamp");
    const auto query = fields.text_or("sorted_query");
    auto request = fields.request();
    if (!fields.has("url")) request.query = query;
    fields.add_header(request, "MessageBird-Signature", fields.text_or("expected_signature"));
    fields.add_header(request, "MessageBird-Request-Timestamp", timestamp);
    return {check_messagebird_legacy(keys, request, fields.clock_or(timestamp)),
            messagebird_legacy_signature(first(keys), timestamp, query, request.body)};
}

VectorOutcome run_plivo(VectorFields& fields, PlivoVersion version) {
    constexpr const char* headers[] = {"X-Plivo-Signature", "X-Plivo-Signature-V2", "X-Plivo-Signature-V3"};
    const auto keys = fields.keys();
    const auto nonce = fields.text_or("nonce");
    const auto params = fields.pairs("params");
    const std::string header = headers[static_cast<int>(version)];
    auto request = fields.request();
    const auto url = request.public_url;   // before the parameters of a GET are put into it
    const PlivoParts parts{request.method, url, nonce, params};
    fields.add_header(request, header, fields.text_or("expected_signature"));
    if (version != PlivoVersion::v1) fields.add_header(request, header + "-Nonce", nonce);
    const auto computed = plivo_signature(version, first(keys), parts);
    if (!fields.has("body")) put_params(request, params);
    return {check_plivo(version, keys, request), computed};
}

VectorOutcome run_plivo_v1(VectorFields& fields) {
    return run_plivo(fields, PlivoVersion::v1);
}
VectorOutcome run_plivo_v2(VectorFields& fields) {
    return run_plivo(fields, PlivoVersion::v2);
}
VectorOutcome run_plivo_v3(VectorFields& fields) {
    return run_plivo(fields, PlivoVersion::v3);
}

VectorOutcome run_ed25519(VectorFields& fields) {
    const auto data = fields.bytes_from_hex("message_hex");
    const auto right = ed25519_verify(fields.bytes_from_hex("public_key_hex"), data,
                                      fields.bytes_from_hex("expected_signature"));
    VectorOutcome outcome{right ? Result<void>() : Result<void>(Errc::signature_bad), std::nullopt};
    if (!fields.has("private_seed_hex")) return outcome;
    if (const auto own = ed25519_sign(Secret(fields.bytes_from_hex("private_seed_hex")), data))
        outcome.computed = hex(*own);
    return outcome;
}

VectorOutcome run_telnyx(VectorFields& fields) {
    auto request = fields.request();
    fields.add_header(request, "telnyx-signature-ed25519", fields.text_or("expected_signature"));
    fields.add_header(request, "telnyx-timestamp", fields.text_or("timestamp"));
    const std::vector<std::string> keys = {fields.text("public_key_base64")};
    const std::string timestamp(request.header("telnyx-timestamp"));
    VectorOutcome outcome{check_telnyx(keys, request, fields.clock_or(timestamp)), std::nullopt};
    if (!fields.has("private_seed_hex")) return outcome;
    const auto text = telnyx_signed_text(timestamp, request.body);
    if (const auto own = ed25519_sign(Secret(fields.bytes_from_hex("private_seed_hex")), text))
        outcome.computed = base64(*own);
    return outcome;
}

VectorOutcome run_sinch(VectorFields& fields) {
    const auto keys = fields.keys();
    auto request = fields.request();
    fields.add_header(request, "x-sinch-webhook-signature", fields.text_or("expected_signature"));
    fields.add_header(request, "x-sinch-webhook-signature-nonce", fields.text_or("nonce"));
    fields.add_header(request, "x-sinch-webhook-signature-timestamp", fields.text_or("timestamp"));
    const auto timestamp = request.header("x-sinch-webhook-signature-timestamp");
    return {check_sinch(keys, request, fields.clock_or(timestamp)),
            sinch_signature(first(keys), request.body, request.header("x-sinch-webhook-signature-nonce"),
                            timestamp)};
}

VectorOutcome run_smstools(VectorFields& fields) {
    ProviderConfig config;
    config.api = "client";
    config.webhook_secret = first(fields.keys());
    const auto request = fields.request();
    const auto timestamp = request.header("X-Smstools-Timestamp");
    return {smstools::check_webhook(config, request, fields.clock_or(timestamp)),
            webhook_signature(config.webhook_secret, timestamp, request.body)};
}

// Of Sinch's Numbers API: no provider of ours, but a case of the generic scheme.
VectorOutcome run_sinch_numbers(VectorFields& fields) {
    HmacScheme scheme;
    scheme.algorithm = Digest::sha1;
    scheme.header = "X-Sinch-Signature";
    const auto keys = fields.keys();
    auto request = fields.request();
    fields.add_header(request, scheme.header, fields.text_or("expected_signature"));
    return {check_hmac(scheme, keys, request, fields.clock_or({})),
            hmac_signature(scheme, first(keys), request)};
}

VectorOutcome run_hmac(VectorFields& fields) {
    HmacScheme scheme;
    const auto algorithm = hmac_algorithm(algorithm_name(fields.text("algorithm")));
    scheme.algorithm = algorithm.value_or(Digest::sha256);
    scheme.encoding = fields.text("encoding").starts_with("base64") ? HmacScheme::Encoding::base64
                                                                    : HmacScheme::Encoding::hex;
    scheme.header = fields.text("signature_header");
    scheme.prefix = fields.text_or("prefix");
    scheme.payload = fields.text_or("payload", scheme.payload);
    scheme.timestamp_header = fields.text_or("timestamp_header");
    scheme.nonce_header = fields.text_or("nonce_header");
    if (!algorithm || check_scheme(scheme).has_error()) fields.report("its scheme is none");
    const auto keys = fields.keys();
    auto request = fields.request();
    if (!fields.has("body")) put_params(request, fields.pairs("params"));
    fields.add_header(request, scheme.header, fields.text_or("expected_signature"));
    return {check_hmac(scheme, keys, request, fields.clock_or(request.header(scheme.timestamp_header))),
            hmac_signature(scheme, first(keys), request)};
}

struct Row {
    std::string_view provider;
    std::string_view scheme;   // how its name begins
    VectorScheme run;
};

constexpr Row rows[] = {
    {"twilio", "X-Twilio-Signature", run_twilio},
    {"vonage", "sig request parameter", run_vonage_sig},
    {"vonage", "Authorization: Bearer", run_vonage_jwt},
    {"messagebird", "MessageBird-Signature-JWT", run_messagebird_jwt},
    {"messagebird", "MessageBird-Signature + ", run_messagebird_legacy},
    {"plivo", "X-Plivo-Signature-V3", run_plivo_v3},
    {"plivo", "X-Plivo-Signature-V2", run_plivo_v2},
    {"plivo", "X-Plivo-Signature (V1", run_plivo_v1},
    {"telnyx", "Ed25519 primitive", run_ed25519},
    {"telnyx", "telnyx-signature-ed25519", run_telnyx},
    {"sinch", "x-sinch-webhook-signature", run_sinch},
    {"sinch", "X-Sinch-Signature", run_sinch_numbers},
    {"smstools", "X-Smstools-Timestamp", run_smstools},
    {"aws", "Authorization: AWS4-HMAC-SHA256", run_aws_sigv4},
    {"aws", "SNS", run_aws_sns},
    {"infobip", "HMAC", run_hmac},
    {"http", "HMAC", run_hmac},
};

}   // namespace

VectorScheme find_vector_scheme(std::string_view provider, std::string_view scheme) {
    for (const auto& row : rows)
        if (row.provider == provider && scheme.starts_with(row.scheme)) return row.run;
    return nullptr;
}

}   // namespace smsgw::app
