#include "providers/generic_provider.hpp"

#include "base/log.hpp"
#include "base/system_clock.hpp"
#include "providers/generic_answer.hpp"
#include "providers/generic_request.hpp"
#include "providers/generic_webhook.hpp"
#include "providers/traced.hpp"

namespace smsgw::providers {

std::string generic::check(const ProviderConfig& config) {
    Plan plan;
    return make_plan(config, plan);
}

GenericProvider::GenericProvider(ProviderConfig config, http::Client& client, std::function<WallTime()> now)
    : config_(std::move(config)),
      client_(client),
      now_(now ? std::move(now) : [] { return SystemClock().wall_now(); }) {
    if (const auto problem = generic::make_plan(config_, plan_); !problem.empty())
        log::error("provider.config_refused", {log::f(config_.id), log::f("reason", problem)});
    if (plan_.authenticity.kind == generic::AuthenticityPlan::Kind::none && plan_.report.status)
        log::warn("provider.webhook_unsigned", {log::f(config_.id)});
}

Task<SubmitOutcome> GenericProvider::submit(SubmitRequest request) {
    auto built = generic::build_request(config_, plan_.request, request, now_());
    if (auto* refused = std::get_if<Refused>(&built)) co_return std::move(*refused);
    const auto result =
        co_await client_.send(traced(std::move(std::get<http::ClientRequest>(built)), request));
    co_return generic::read_answer(config_, plan_.answer, result);
}

Task<Result<WebhookNews>> GenericProvider::read_webhook(WebhookRequest request, WallTime now) {
    co_return generic::read_webhook(config_, plan_, request, now);
}

}   // namespace smsgw::providers
