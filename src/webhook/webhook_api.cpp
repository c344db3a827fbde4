#include "webhook/webhook_api.hpp"

#include "base/log.hpp"

namespace smsgw::webhook {

WebhookApi::WebhookApi(std::vector<SmsProvider*> providers, dlr::ReportDesk& desk, const ReportRef& refs,
                       Clock& clock, std::string public_url, http::ProblemBuilder problem)
    : desk_(desk), refs_(refs), clock_(clock), public_url_(std::move(public_url)), problem_(problem) {
    for (auto* provider : providers) providers_.emplace(provider->id().str(), provider);
}

std::vector<http::Route> WebhookApi::routes() {
    const auto receiver = [this](http::Request request) { return receive(std::move(request)); };
    std::vector<http::Route> rows;
    for (const char* method : {"POST", "GET"})
        for (const char* pattern : {"/webhooks/{provider}", "/webhooks/{provider}/{ref}"})
            rows.push_back({method, pattern, receiver});
    return rows;
}

Task<http::Response> WebhookApi::receive(http::Request request) {
    const auto found = providers_.find(request.params.at(0));
    if (found == providers_.end()) co_return problem_(Errc::not_found, request.request_id);
    auto& provider = *found->second;

    WebhookRequest webhook{.method = request.method,
                           .public_url = public_url_ + request.target,
                           .ref = request.params.size() > 1 ? request.params[1] : std::string(),
                           .query = request.query,
                           .headers = std::move(request.headers),
                           .body = std::move(request.body)};
    // A reference in the URL is part of the proof: providers without signatures rely on it alone.
    const auto ref =
        webhook.ref.empty() ? Result<ReportRef::Attempt>(ReportRef::Attempt{}) : refs_.read(webhook.ref);
    auto reports = ref.has_value() ? provider.read_webhook(webhook, clock_.wall_now())
                                   : Result<std::vector<DeliveryReport>>(ref.error());
    if (reports.has_error()) {
        log::warn("webhook.refused",
                  {log::f(provider.id()), log::f(reports.error()), log::f("peer", request.peer),
                   log::f("request_id", request.request_id)});
        const bool ours = reports.error().category() == smsgw_category();
        co_return problem_(ours ? static_cast<Errc>(reports.error().value()) : Errc::internal_error,
                           request.request_id);
    }
    auto applied = co_await desk_.apply(provider.id(), std::move(webhook.ref), std::move(*reports));
    if (applied.has_error()) {
        log::error("webhook.deferred", {log::f(provider.id()), log::f(applied.error())});
        co_return problem_(Errc::storage_unavailable, request.request_id);
    }
    co_return http::Response{.status = 200, .content_type = "text/plain", .headers = {}, .body = "OK"};
}

}   // namespace smsgw::webhook
