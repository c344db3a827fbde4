#include "api/metrics_api.hpp"

#include <map>

#include "api/abuse_api.hpp"
#include "base/time_text.hpp"

namespace smsgw::api {
namespace {

using metrics::Id;

constexpr int quality_minutes = 15;

double as_number(std::int64_t value) {
    return static_cast<double>(value);
}

double seconds(Millis time) {
    return std::chrono::duration<double>(time).count();
}

}   // namespace

MetricsApi::MetricsApi(Sources sources, const std::vector<Account>& accounts, std::vector<ProviderId> providers,
                       Readiness readiness, Clock& clock)
    : sources_(sources),
      accounts_(accounts),
      providers_(std::move(providers)),
      readiness_(std::move(readiness)),
      clock_(clock) {}

std::vector<http::Route> MetricsApi::routes() {
    return {{"GET", "/metrics", [this](http::Request) { return answer(); }}};
}

Task<http::Response> MetricsApi::answer() {
    auto readings = metrics::process_readings();
    readings.push_back({Id::ready, {}, readiness_().empty() ? 1.0 : 0.0});
    const auto read = co_await read_storage(readings);
    readings.push_back({Id::redis_up, {}, read.has_value() ? 1.0 : 0.0});
    co_return http::Response{.status = 200,
                             .content_type = "text/plain; version=0.0.4; charset=utf-8",
                             .headers = {{"Cache-Control", "no-store"}},
                             .body = metrics::text(std::move(readings))};
}

Task<Result<void>> MetricsApi::read_storage(Readings& readings) {
    using Step = Task<Result<void>> (MetricsApi::*)(Readings&);
    constexpr Step steps[] = {&MetricsApi::read_store,   &MetricsApi::read_callbacks, &MetricsApi::read_providers,
                              &MetricsApi::read_quality, &MetricsApi::read_spend,     &MetricsApi::read_abuse};
    for (const auto step : steps) {
        auto done = co_await (this->*step)(readings);
        if (done.has_error()) co_return done;
    }
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_store(Readings& readings) {
    std::vector<AccountId> accounts;
    for (const auto& account : accounts_)
        if (account.has_callbacks()) accounts.push_back(account.id);
    const auto stats = co_await sources_.store.read(std::move(accounts));
    if (stats.has_error()) co_return stats.error();
    for (const auto& [lane, here] : stats->lanes) {
        const std::string name(smsgw::to_text(lane));
        readings.push_back({Id::queue_messages, {name}, as_number(here.messages)});
        readings.push_back({Id::queue_oldest_seconds, {name}, seconds(here.oldest)});
    }
    readings.push_back({Id::messages_due, {}, as_number(stats->due)});
    readings.push_back({Id::messages_admitted, {}, as_number(stats->admitted)});
    readings.push_back({Id::messages_ended, {}, as_number(stats->ended)});
    for (const auto& [status, count] : stats->moves)
        readings.push_back({Id::message_moves, {std::string(smsgw::to_text(status))}, as_number(count)});
    readings.push_back({Id::dead_letters, {}, as_number(stats->dead_letters)});
    readings.push_back({Id::reports_parked, {}, as_number(stats->reports_parked)});
    for (const auto& [account, count] : stats->callbacks_pending)
        readings.push_back({Id::callbacks_pending, {account.str()}, as_number(count)});
    readings.push_back({Id::redis_memory_bytes, {}, as_number(stats->memory_bytes)});
    readings.push_back({Id::redis_memory_bytes_max, {}, as_number(stats->memory_bytes_max)});
    readings.push_back({Id::redis_write_ok, {}, stats->write_ok ? 1.0 : 0.0});
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_callbacks(Readings& readings) {
    const auto disabled = co_await sources_.callbacks.disabled();
    if (disabled.has_error()) co_return disabled.error();
    for (const auto& account : accounts_)
        if (account.has_callbacks())
            readings.push_back({Id::callbacks_disabled, {account.id.str()}, disabled->contains(account.id) ? 1.0 : 0.0});
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_providers(Readings& readings) {
    const auto states = co_await sources_.states.read();
    if (states.has_error()) co_return states.error();
    for (const auto& provider : providers_) {
        const auto found = states->find(provider);
        const auto is = found == states->end() ? ProviderState::active : found->second;
        for (const auto state : {ProviderState::active, ProviderState::paused, ProviderState::draining})
            readings.push_back({Id::provider_state, {provider.str(), std::string(to_text(state))}, state == is ? 1.0 : 0.0});
    }
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_quality(Readings& readings) {
    const auto rows = co_await sources_.ledger.quality(quality_minutes);
    if (rows.has_error()) co_return rows.error();
    struct Sum {
        std::int64_t delivered = 0;
        std::int64_t judged = 0;
    };
    std::map<std::pair<std::string, std::string>, Sum> sums;
    for (const auto& row : *rows) {
        auto& sum = sums[{row.provider.str(), row.country}];
        sum.delivered += row.delivered;
        sum.judged += row.delivered + row.undelivered;
    }
    for (const auto& [of, sum] : sums)
        if (sum.judged > 0)
            readings.push_back({Id::provider_delivery_ratio, {of.first, of.second}, as_number(sum.delivered) / as_number(sum.judged)});
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_spend(Readings& readings) {
    const auto rows = co_await sources_.ledger.spend(month_text(clock_.wall_now()));
    if (rows.has_error()) co_return rows.error();
    std::map<std::vector<std::string>, std::int64_t> sums;
    for (const auto& row : *rows) sums[{row.account.str(), row.provider.str(), row.amount.currency}] += row.amount.micros;
    for (const auto& [of, micros] : sums) readings.push_back({Id::spend_month, of, as_number(micros) / 1e6});
    co_return Result<void>();
}

Task<Result<void>> MetricsApi::read_abuse(Readings& readings) {
    for (const auto& account : accounts_) {
        if (!account.conversion_feedback) continue;   // nothing else is blocked for a time
        const auto status = co_await sources_.admission.status(account.id);
        if (status.has_error()) co_return status.error();
        readings.push_back({Id::abuse_blocks, {account.id.str()}, as_number(static_cast<std::int64_t>(status->blocks.size()))});
        readings.push_back({Id::conversion_feedback_lost, {account.id.str()},
                            status->unconverted_in_a_row >= feedback_lost_after ? 1.0 : 0.0});
    }
    co_return Result<void>();
}

}   // namespace smsgw::api
