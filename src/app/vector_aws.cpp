// The vectors of Amazon's two schemes. See vector_schemes.hpp.
#include "app/vector_schemes.hpp"
#include "base/time_text.hpp"
#include "providers/aws_sigv4.hpp"
#include "providers/aws_sns.hpp"

namespace smsgw::app {
namespace {

using namespace smsgw::providers;

// "METHOD target HTTP/1.1", a line per header, an empty line, the body. Targets hold spaces here, and a header's value goes
// on in the next line when that begins with a blank.
AwsRequest read_aws_request(VectorFields& fields, std::string_view text) {
    AwsRequest request;
    const auto next_line = [&] {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    };
    const auto start = next_line();
    const auto method_end = start.find(' ');
    const auto target_end = start.rfind(' ');
    if (method_end == std::string_view::npos || target_end <= method_end) {
        fields.report("request has no request line");
        return request;
    }
    request.method = start.substr(0, method_end);
    const auto target = start.substr(method_end + 1, target_end - method_end - 1);
    const auto mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    request.query = target.substr(std::min(mark + 1, target.size()));
    for (auto line = next_line(); !line.empty(); line = next_line()) {
        const auto colon = line.find(':');
        if (line.front() == ' ' || line.front() == '\t') {
            if (!request.headers.empty()) request.headers.back().second.append("\n").append(line);
        } else if (colon == std::string_view::npos) {
            fields.report("request has a line that is no header");
        } else {
            request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
        }
    }
    request.body = text;
    return request;
}

AwsOptions read_options(VectorFields& context) {
    AwsOptions options;
    if (!context.flag("normalize", true)) options.path = AwsOptions::Path::as_it_is;
    if (context.flag("sign_body", false)) options.body_hash = AwsOptions::BodyHash::in_header;
    if (context.flag("unsigned_payload", false)) options.body_hash = AwsOptions::BodyHash::unsigned_payload;
    if (context.flag("omit_session_token", false))
        options.session_token = AwsOptions::SessionToken::unsigned_header;
    return options;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    for (;;) {
        const auto end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

// A canonical request is a request: its path is encoded already, its headers are those that are signed.
AwsRequest read_canonical(VectorFields& fields) {
    AwsRequest request;
    const auto lines = lines_of(fields.text("canonical_request"));
    if (lines.size() < 6) {
        fields.report("canonical_request has too few lines");
        return request;
    }
    request.method = lines[0];
    request.path = lines[1];
    request.query = lines[2];
    for (std::size_t i = 3; i < lines.size() && !lines[i].empty(); ++i) {
        const auto colon = std::min(lines[i].find(':'), lines[i].size() - 1);
        request.headers.emplace_back(lines[i].substr(0, colon), lines[i].substr(colon + 1));
    }
    request.body = fields.text_or("body");
    return request;
}

// "20230101T000000Z" and "20230101/eu-west-1/sms-voice/aws4_request", as a string to sign has them.
std::optional<AwsScope> read_scope(const std::vector<std::string>& signed_lines) {
    if (signed_lines.size() < 3 || signed_lines[1].size() != 16) return std::nullopt;
    const auto& t = signed_lines[1];
    const auto time = from_rfc3339(t.substr(0, 4) + "-" + t.substr(4, 2) + "-" + t.substr(6, 2) + "T" +
                                   t.substr(9, 2) + ":" + t.substr(11, 2) + ":" + t.substr(13, 2) + "Z");
    const auto& scope = signed_lines[2];
    const auto first = scope.find('/');
    const auto second = first == std::string::npos ? first : scope.find('/', first + 1);
    const auto third = second == std::string::npos ? second : scope.find('/', second + 1);
    if (!time || third == std::string::npos) return std::nullopt;
    return AwsScope{scope.substr(first + 1, second - first - 1), scope.substr(second + 1, third - second - 1),
                    *time};
}

// A vector that gives the canonical request and what is signed of it, and no other request.
VectorOutcome run_canonical(VectorFields& fields) {
    const auto scope = read_scope(lines_of(fields.text("string_to_sign")));
    const auto keys = fields.keys();
    if (!scope || keys.empty()) {
        fields.report("it has neither a request with its context nor a string to sign with a key");
        return {Errc::signature_bad, std::nullopt};
    }
    AwsOptions options;
    options.path = AwsOptions::Path::as_it_is;
    const auto own = sign_aws(read_canonical(fields), {"", keys.front(), {}}, *scope, options);
    const bool same = own.signature == fields.text("expected_signature") &&
                      own.canonical_request == fields.text("canonical_request");
    return {same ? Result<void>() : Result<void>(Errc::signature_bad), own.signature};
}

}   // namespace

VectorOutcome run_aws_sigv4(VectorFields& fields) {
    if (!fields.has("context")) return run_canonical(fields);
    const auto request = read_aws_request(fields, fields.text("request"));
    const auto* context_object = fields.object("context");
    if (context_object == nullptr) return {Errc::signature_bad, std::nullopt};
    VectorFields context(*context_object);
    const auto* credentials_object = context.object("credentials");
    const auto time = from_rfc3339(context.text("timestamp"));
    if (credentials_object == nullptr || !time) {
        fields.report("its context is incomplete");
        return {Errc::signature_bad, std::nullopt};
    }
    VectorFields credentials_fields(*credentials_object);
    const AwsCredentials credentials{credentials_fields.text("access_key_id"),
                                     Secret(credentials_fields.text("secret_access_key")),
                                     Secret(credentials_fields.text_or("token"))};
    const AwsScope scope{context.text("region"), context.text("service"), *time};
    const auto options = read_options(context);
    for (const auto* part : {&context, &credentials_fields})
        if (!part->trouble().empty()) fields.report("in its context: " + part->trouble());

    const auto own = sign_aws(request, credentials, scope, options);
    const bool same = own.signature == fields.text("expected_signature") &&
                      own.canonical_request == fields.text_or("canonical_request", own.canonical_request) &&
                      own.string_to_sign == fields.text_or("string_to_sign", own.string_to_sign);
    return {same ? Result<void>() : Result<void>(Errc::signature_bad), own.signature};
}

VectorOutcome run_aws_sns(VectorFields& fields) {
    const auto certificate = RsaCertificate::parse(fields.text("certificate_pem"));
    if (certificate.has_error()) {
        fields.report("certificate_pem is not an RSA certificate");
        return {Errc::signature_bad, std::nullopt};
    }
    const auto message = read_sns(fields.text("body"));
    if (message.has_error()) return {message.error(), std::nullopt};
    const auto own = from_rfc3339(message->timestamp).value_or(WallTime{});
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(own.time_since_epoch()).count();
    const auto now = fields.clock_or(std::to_string(seconds));
    return {check_sns(*message, *certificate, now), std::nullopt};   // the private key is SNS' own
}

}   // namespace smsgw::app
