// See sandbox.hpp.
#include "providers/sandbox.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/sandbox_reporter.hpp"
#include "providers/traced.hpp"
#include "providers/webhook_signature.hpp"

namespace smsgw::providers {
namespace sandbox {
namespace {

constexpr SignatureHeaders signature_headers = {sandbox_timestamp_header, sandbox_signature_header};

struct StatusWordRow {
    std::string_view word;
    MsgStatus status;
};

constexpr StatusWordRow status_word_rows[] = {
    {"queued", MsgStatus::submitted},   // the operator's queue, not ours: it has accepted the message
    {"sent", MsgStatus::sent},           {"buffered", MsgStatus::buffered},
    {"delivered", MsgStatus::delivered}, {"undelivered", MsgStatus::undelivered},
};

std::string url_of(const ProviderConfig& config, std::string_view target) {
    auto url = config.base_url;
    while (url.ends_with('/')) url.pop_back();
    return url.append(target);
}

std::string credentials_of(const ProviderConfig& config) {
    return "Bearer " + config.api_key.reveal();
}

// What reports and the answers to look-ups have in common. `ref` is the one to take when the body has none.
Result<DeliveryReport> read_report(const Json& body, std::string_view ref) {
    DeliveryReport report;
    if (auto id = text_member(body, "id"); is_id(id)) report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = printable(text_member(body, "ref"), 255);
    if (report.ref.empty()) report.ref = ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return Errc::report_malformed;
    report.provider_time = printable(text_member(body, "at"), 64);
    if (const auto error = printable(text_member(body, "error"), 32); !error.empty())
        report.error = "sandbox_" + error;
    const auto word = text_member(body, "status");
    for (const auto& row : status_word_rows) {
        if (row.word != word) continue;
        report.status = row.status;
        return report;
    }
    return Errc::report_malformed;
}

}   // namespace

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    http::ClientRequest request;
    request.url = url_of(config, "/v1/submit");
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", credentials_of(config)}};
    if (config.dedupe) request.headers.emplace_back("Idempotency-Key", submit.dedupe_key);
    request.body = write_json({{"to", submit.message.to.str()},
                               {"text", submit.message.text.reveal()},
                               {"sender", submit.message.sender.str()},
                               {"ref", submit.ref},
                               {"report_url", submit.report_url}});
    return request;
}

SubmitOutcome read_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    auto outcome = classify_status(*result);
    auto* accepted = std::get_if<Accepted>(&outcome);
    if (accepted == nullptr) return outcome;
    const auto body = parse_json(result->body);
    if (body)
        if (auto id = text_member(*body, "id"); is_id(id)) accepted->ids.emplace_back(std::move(id));
    return outcome;
}

http::ClientRequest build_look_up(const ProviderConfig& config, const LookupRequest& look_up) {
    http::ClientRequest request;
    request.method = "GET";
    request.url = url_of(config, "/v1/messages?ref=");
    request.url += boost::urls::encode(look_up.ref, boost::urls::unreserved_chars);
    request.headers = {{"Authorization", credentials_of(config)}};
    return request;
}

LookupOutcome read_look_up(const http::ClientResult& result, std::string_view ref) {
    if (result.has_error()) return LookupFailed{error_name(result.error().error)};
    const auto body = parse_json(result->body);
    const bool names_ref = body && !ref.empty() && text_member(*body, "ref") == ref;
    if (result->status == 404 && names_ref && text_member(*body, "error") == "not_found")
        return LookupNotFound{};
    if (result->status != 200) return LookupFailed{"http_" + std::to_string(result->status)};
    if (!names_ref) return LookupFailed{"answer_malformed"};
    auto report = read_report(*body, ref);
    if (report.has_error()) return LookupFailed{"answer_malformed"};
    LookupFound found{std::move(*report), {}};
    if (!found.report.provider_msgid.empty()) found.ids.push_back(found.report.provider_msgid);
    return found;
}

Result<WebhookNews> read_webhook(const ProviderConfig& config, const WebhookRequest& request, WallTime now) {
    // An empty key would verify: everybody can compute that signature.
    if (config.webhook_secret.empty()) return Errc::signature_missing;
    const auto checked = check_signature(signature_headers, config.webhook_secret, request, now);
    if (checked.has_error()) return checked.error();

    const auto body = parse_json(request.body);
    if (!body || !body->is_object()) return Errc::report_malformed;
    auto report = read_report(*body, request.ref);
    if (report.has_error()) return report.error();
    WebhookNews news;
    news.reports.push_back(std::move(*report));
    return news;
}

}   // namespace sandbox

Task<SubmitOutcome> SandboxProvider::submit(SubmitRequest request) {
    const auto result = co_await client_.send(traced(sandbox::build_request(config_, request), request));
    co_return sandbox::read_answer(result);
}

Task<LookupOutcome> SandboxProvider::look_up(LookupRequest request) {
    const auto result = co_await client_.send(sandbox::build_look_up(config_, request));
    co_return sandbox::read_look_up(result, request.ref);
}

Task<ProviderCheck> SandboxProvider::check() {
    LookupRequest question{MsgId(), 1, "check"};
    const auto outcome = co_await look_up(std::move(question));
    if (const auto* failed = std::get_if<LookupFailed>(&outcome))
        co_return ProviderCheck{ProviderCheck::Verdict::failed, failed->error};
    co_return ProviderCheck{ProviderCheck::Verdict::passed, "it answers look-ups"};
}

Task<Result<WebhookNews>> SandboxProvider::read_webhook(WebhookRequest request, WallTime now) {
    co_return sandbox::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
