#include "providers/aws_sigv4.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/crypto.hpp"
#include "base/time_text.hpp"
#include "http/ascii.hpp"
#include "http/percent.hpp"

namespace smsgw::providers {
namespace {

constexpr std::string_view algorithm_name = "AWS4-HMAC-SHA256";
constexpr std::string_view blanks = " \t\r\n";

// "20150830T123600Z".
std::string basic_time(WallTime time) {
    auto text = to_rfc3339(time).substr(0, std::string_view("2015-08-30T12:36:00").size());
    text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
               text.end());
    return text + "Z";
}

std::string normalized(std::string_view path) {
    std::vector<std::string_view> segments;
    for (auto rest = path; !rest.empty();) {
        const auto slash = std::min(rest.find('/'), rest.size());
        const auto segment = rest.substr(0, slash);
        rest.remove_prefix(std::min(slash + 1, rest.size()));
        if (segment == "..") {
            if (!segments.empty()) segments.pop_back();
        } else if (!segment.empty() && segment != ".") {
            segments.push_back(segment);
        }
    }
    std::string out;
    for (const auto segment : segments) out.append("/").append(segment);
    if (segments.empty() || path.ends_with('/')) out += '/';
    return out;
}

std::string canonical_path(std::string_view path, AwsOptions::Path how) {
    const auto text =
        how == AwsOptions::Path::normalized || path.empty() ? normalized(path) : std::string(path);
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
        const auto slash = std::min(rest.find('/'), rest.size());
        out += http::percent_encode(rest.substr(0, slash));
        if (slash < rest.size()) out += '/';
        rest.remove_prefix(std::min(slash + 1, rest.size()));
    }
    return out;
}

// However a part is spelled, the signature has one spelling of it. `+` is itself: SigV4 knows no forms.
std::string respelled(std::string_view part) {
    const auto decoded = http::percent_decode_bytes(part);
    return http::percent_encode(decoded ? std::string_view(*decoded) : part);
}

std::string canonical_query(std::string_view query) {
    std::vector<http::Header> pairs;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        pairs.emplace_back(respelled(pair.substr(0, equals)),
                           respelled(pair.substr(std::min(equals + 1, pair.size()))));
    }
    std::sort(pairs.begin(), pairs.end());
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out.append(name).append("=").append(value);
    }
    return out;
}

// Runs of blanks as one space, none at the ends.
std::string squeezed(std::string_view value) {
    std::string out;
    while (true) {
        const auto begin = value.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return out;
        value.remove_prefix(begin);
        const auto end = std::min(value.find_first_of(blanks), value.size());
        if (!out.empty()) out += ' ';
        out += value.substr(0, end);
        value.remove_prefix(end);
    }
}

struct CanonicalHeaders {
    std::string lines;
    std::string names;   // signed headers, separated by semicolons
};

CanonicalHeaders canonical_headers(const std::vector<http::Header>& headers) {
    std::map<std::string, std::string> joined;
    for (const auto& [name, value] : headers) {
        std::string lower(name);
        std::transform(lower.begin(), lower.end(), lower.begin(), http::lower);
        const auto [at, is_new] = joined.try_emplace(lower, squeezed(value));
        if (!is_new) at->second += "," + squeezed(value);
    }
    CanonicalHeaders out;
    for (const auto& [name, value] : joined) {
        out.lines.append(name).append(":").append(value).append("\n");
        if (!out.names.empty()) out.names += ';';
        out.names += name;
    }
    return out;
}

// Less those that the signature brings itself, as a request has them that was signed before.
std::vector<http::Header> without(const std::vector<http::Header>& brought,
                                  std::vector<http::Header> headers) {
    const auto is_brought = [&](const http::Header& header) {
        return http::equal_ignoring_case(header.first, "authorization") ||
               std::any_of(brought.begin(), brought.end(), [&](const http::Header& own) {
                   return http::equal_ignoring_case(header.first, own.first);
               });
    };
    headers.erase(std::remove_if(headers.begin(), headers.end(), is_brought), headers.end());
    return headers;
}

std::string signing_key(const Secret& secret, std::string_view date, const AwsScope& scope) {
    auto key = hmac_sha256("AWS4" + secret.reveal(), date);
    key = hmac_sha256(key, scope.region);
    key = hmac_sha256(key, scope.service);
    return hmac_sha256(key, "aws4_request");
}

}   // namespace

AwsSignature sign_aws(const AwsRequest& request, const AwsCredentials& credentials, const AwsScope& scope,
                      const AwsOptions& options) {
    using BodyHash = AwsOptions::BodyHash;
    const auto time = basic_time(scope.time);
    const auto date = time.substr(0, std::string_view("20150830").size());
    const auto body_hash = options.body_hash == BodyHash::unsigned_payload ? std::string("UNSIGNED-PAYLOAD")
                                                                           : hex(sha256(request.body));
    AwsSignature out;
    out.headers.emplace_back("X-Amz-Date", time);
    if (options.body_hash != BodyHash::implied) out.headers.emplace_back("X-Amz-Content-Sha256", body_hash);
    auto signed_headers = out.headers;
    if (!credentials.session_token.empty()) {
        out.headers.emplace_back("X-Amz-Security-Token", credentials.session_token.reveal());
        if (options.session_token == AwsOptions::SessionToken::signed_too) signed_headers = out.headers;
    }
    const auto own = without(out.headers, request.headers);
    signed_headers.insert(signed_headers.end(), own.begin(), own.end());
    const auto headers = canonical_headers(signed_headers);
    out.canonical_request = request.method + "\n" + canonical_path(request.path, options.path) + "\n" +
                            canonical_query(request.query) + "\n" + headers.lines + "\n" + headers.names +
                            "\n" + body_hash;

    const auto scope_text = date + "/" + scope.region + "/" + scope.service + "/aws4_request";
    out.string_to_sign = std::string(algorithm_name) + "\n" + time + "\n" + scope_text + "\n" +
                         hex(sha256(out.canonical_request));
    out.signature =
        hex(hmac_sha256(signing_key(credentials.secret_access_key, date, scope), out.string_to_sign));
    out.headers.emplace_back("Authorization", std::string(algorithm_name) +
                                                  " Credential=" + credentials.access_key_id + "/" +
                                                  scope_text + ", SignedHeaders=" + headers.names +
                                                  ", Signature=" + out.signature);
    return out;
}

}   // namespace smsgw::providers
