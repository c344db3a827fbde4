#include "webhook/webhook_api.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace smsgw::webhook {
namespace {

// What is not about this request is about us or the provider's other servers: it shall come again (503).
Errc answer_to(const boost::system::error_code& error) {
    for (const auto known : {Errc::signature_missing, Errc::signature_bad, Errc::signature_expired,
                             Errc::report_malformed, Errc::reference_invalid})
        if (error == known) return known;
    return Errc::not_ready;
}

}   // namespace

WebhookApi::WebhookApi(std::vector<SmsProvider*> providers, Desks desks, const ReportRef& refs, Clock& clock,
                       std::string public_url, http::ProblemBuilder problem)
    : desks_(desks), refs_(refs), clock_(clock), public_url_(std::move(public_url)), problem_(problem) {
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
    Result<WebhookNews> news = ref.error();
    auto path_ref = webhook.ref;
    if (ref.has_value()) news = co_await provider.read_webhook(std::move(webhook), clock_.wall_now());
    if (news.has_error()) {
        metrics::count(metrics::Id::webhooks_refused, {provider.id().str(), error_name(news.error())});
        log::warn("webhook.refused",
                  {log::f(provider.id()), log::f(news.error()), log::f("peer", request.peer),
                   log::f("request_id", request.request_id)});
        co_return problem_(answer_to(news.error()), request.request_id);
    }
    const auto heard = co_await desks_.suppressions.apply(provider.id(), std::move(news->inbound));
    auto applied =
        co_await desks_.reports.apply(provider.id(), std::move(path_ref), std::move(news->reports));
    if (heard.has_error() || applied.has_error()) {
        metrics::count(metrics::Id::webhooks_refused, {provider.id().str(), "storage_unavailable"});
        log::error("webhook.deferred",
                   {log::f(provider.id()), log::f(heard.has_error() ? heard.error() : applied.error())});
        co_return problem_(Errc::storage_unavailable, request.request_id);
    }
    // What found no room is nowhere: the provider keeps it until there is some. What was applied is no news by then.
    if (applied->dropped > 0) {
        metrics::count(metrics::Id::webhooks_refused, {provider.id().str(), "park_full"});
        log::warn("webhook.deferred", {log::f(provider.id()), log::f("reason", "the park is full"),
                                       log::f("reports", applied->dropped)});
        co_return problem_(Errc::storage_unavailable, request.request_id);
    }
    co_return http::Response{.status = news->answer.status,
                             .content_type = std::move(news->answer.content_type),
                             .headers = {},
                             .body = std::move(news->answer.body)};
}

}   // namespace smsgw::webhook
