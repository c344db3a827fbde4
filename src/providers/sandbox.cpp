// See sandbox.hpp.
#include "providers/sandbox.hpp"

#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/sandbox_reporter.hpp"
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

}   // namespace

http::ClientRequest build_request(const ProviderConfig& config, const SubmitRequest& submit) {
    http::ClientRequest request;
    request.url = config.base_url;
    while (request.url.ends_with('/')) request.url.pop_back();
    request.url += "/v1/submit";
    request.headers = {{"Content-Type", "application/json"},
                       {"Authorization", "Bearer " + config.api_key.reveal()}};
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

Result<std::vector<DeliveryReport>> read_webhook(const ProviderConfig& config, const WebhookRequest& request,
                                                 WallTime now) {
    // An empty key would verify: everybody can compute that signature.
    if (config.webhook_secret.empty()) return Errc::signature_missing;
    const auto checked = check_signature(signature_headers, config.webhook_secret, request, now);
    if (checked.has_error()) return checked.error();

    const auto body = parse_json(request.body);
    if (!body || !body->is_object()) return Errc::report_malformed;
    DeliveryReport report;
    if (auto id = text_member(*body, "id"); is_id(id)) report.provider_msgid = ProviderMsgId(std::move(id));
    report.ref = printable(text_member(*body, "ref"), 255);
    if (report.ref.empty()) report.ref = request.ref;
    if (report.provider_msgid.empty() && report.ref.empty()) return Errc::report_malformed;
    report.provider_time = printable(text_member(*body, "at"), 64);
    if (const auto error = printable(text_member(*body, "error"), 32); !error.empty())
        report.error = "sandbox_" + error;
    const auto word = text_member(*body, "status");
    for (const auto& row : status_word_rows) {
        if (row.word != word) continue;
        report.status = row.status;
        return std::vector<DeliveryReport>{std::move(report)};
    }
    return Errc::report_malformed;
}

}   // namespace sandbox

Task<SubmitOutcome> SandboxProvider::submit(SubmitRequest request) {
    const auto result = co_await client_.send(sandbox::build_request(config_, request));
    co_return sandbox::read_answer(result);
}

Result<std::vector<DeliveryReport>> SandboxProvider::read_webhook(const WebhookRequest& request,
                                                                  WallTime now) const {
    return sandbox::read_webhook(config_, request, now);
}

}   // namespace smsgw::providers
