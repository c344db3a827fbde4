#include "app/first_metrics.hpp"

#include "api/problem_catalogue.hpp"
#include "base/metrics.hpp"

namespace smsgw::app {
namespace {

using metrics::Id;

constexpr std::size_t accounts_max = 100;

void show(const std::string& provider) {
    for (const char* outcome : {"accepted", "not_accepted", "refused", "ambiguous"})
        metrics::count(Id::submits, {provider, outcome}, 0);
    for (const char* result : {"changed", "no_change", "parked", "unknown", "dropped"})
        metrics::count(Id::reports, {provider, result}, 0);
    for (const char* error : {"signature_missing", "signature_bad", "signature_expired", "report_malformed"})
        metrics::count(Id::webhooks_refused, {provider, error}, 0);
    for (const char* to : {"open", "closed"}) metrics::count(Id::breaker_changes, {provider, to}, 0);
    metrics::adjust(Id::breakers_open, 0, {provider});
}

void show(const Account& account) {
    const auto& id = account.id.str();
    for (const auto lane : {Lane::otp, Lane::normal, Lane::bulk})
        metrics::count(Id::messages_accepted, {id, to_text(lane)}, 0);
    if (!account.has_callbacks()) return;
    for (const char* result : {"told", "failed", "given_up", "disabled"}) metrics::count(Id::callbacks, {id, result}, 0);
}

}   // namespace

void show_first_metrics(const Config& config) {
    for (const auto& kind : api::problem_catalogue()) metrics::count(Id::problems, {error_name(kind.code)}, 0);
    for (const auto rule : admission_rule_names)
        for (const auto action : rule_action_names) metrics::count(Id::admission_decisions, {rule, action}, 0);
    for (const char* level : {"warn", "error"}) metrics::count(Id::log_lines, {level}, 0);
    for (const char* result : {"unchanged", "changed", "failed"})
        metrics::count(Id::secret_refreshes, {result}, 0);
    metrics::count(Id::redis_disconnects, {}, 0);
    for (const auto& provider : config.providers) show(provider.id.str());
    if (config.accounts.size() > accounts_max) return;
    for (const auto& account : config.accounts) show(account);
}

}   // namespace smsgw::app
