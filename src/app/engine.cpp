// What an engine is made of; how it begins and ends is in engine_life.cpp.
#include "app/engine.hpp"

#include <algorithm>

#include "api/contract_api.hpp"
#include "api/dashboard.hpp"
#include "api/problem.hpp"
#include "app/engine_parts.hpp"
#include "app/store_config.hpp"
#include "redis/server_check.hpp"
#include "redis/version.hpp"

namespace smsgw::app {
namespace {

std::vector<SmsProvider*> pointers(const std::vector<std::unique_ptr<SmsProvider>>& providers) {
    std::vector<SmsProvider*> out;
    for (const auto& provider : providers) out.push_back(provider.get());
    return out;
}

std::vector<http::Route> joined(std::vector<std::vector<http::Route>> tables) {
    std::vector<http::Route> rows;
    for (auto& table : tables) std::move(table.begin(), table.end(), std::back_inserter(rows));
    return rows;
}

std::vector<ProviderId> provider_ids(const Config& config) {
    std::vector<ProviderId> ids;
    for (const auto& provider : config.providers) ids.push_back(provider.id);
    return ids;
}

}   // namespace

Engine::Engine(const Shared& shared, int index)
    : shared_(shared),
      index_(index),
      name_(consumer_name(index)),
      io_(1),
      vitals_(clock_),
      refs_(shared.config.webhook.ref_secret),
      keys_(shared.config.redis.partitions),
      installation_(clock_, keys_, shared.config.redis.durability, redis::library_code(),
                    redis::library_minor(), refs_),
      redis_(io_.get_executor(), clock_, shared.redis, shared.config.redis.limits, "smsgw-" + name_,
             [this](redis::Connection& connection) { return installation_.join(connection); }),
      doorbell_(io_.get_executor(), clock_, shared.redis, shared.config.redis.limits, "smsgw-bell-" + name_,
                redis::check_primary),
      gate_connection_(make_gate_connection()),
      gate_(make_gate()),
      messages_(redis_, clock_, keys_, store_config(shared.config), gate_.get()),
      reports_(redis_, clock_, keys_, store_config(shared.config)),
      queue_(redis_, doorbell_, clock_, reports_, keys_, store_config(shared.config), name_, gate_.get()),
      throttle_(redis_),
      provider_states_(redis_, keys_),
      clients_(make_clients(shared.config, io_.get_executor(), clock_)),
      providers_(make_providers(shared.config, clients_)),
      feedback_(io_.get_executor(), clock_, pointers(providers_)),
      desk_(reports_, refs_),
      suppressions_(redis_),
      suppression_desk_(suppressions_, shared.config.accounts),
      ledger_(redis_, clock_, keys_),
      quality_(ledger_, clock_, shared.config.dispatch.quality),
      admission_(redis_),
      tally_(admission_, shared.config.accounts, clock_),
      tokens_(redis_),
      store_reader_(redis_, keys_),
      outbox_(redis_, clock_, keys_),
      dead_letters_(redis_, clock_, shared.config.redis.partitions),
      revocations_(redis_),
      gatekeeper_(shared.keys, clock_, shared.config.auth),
      revocation_watch_(revocations_, gatekeeper_, clock_),
      captcha_(make_captcha()),
      client_api_(gatekeeper_, {messages_, ledger_, admission_, suppressions_},
                  admission_config(shared.config), captcha_.get(), shared.routing, clock_,
                  shared.config.batch_bytes_max, &feedback_),
      abuse_api_(gatekeeper_, shared.config.accounts, admission_, shared.config.admission),
      metrics_api_(
          {store_reader_, ledger_, provider_states_, admission_, outbox_}, shared.config.accounts,
          provider_ids(shared.config), [this] { return reasons(); }, clock_),
      admin_api_(gatekeeper_, {messages_, provider_states_, dead_letters_, ledger_}),
      ops_api_(gatekeeper_, shared.reload),
      webhook_api_(pointers(providers_), {desk_, suppression_desk_}, refs_, clock_,
                   shared.config.webhook.public_url, api::problem),
      api_server_(io_.get_executor(), clock_, shared.config.limits,
                  joined({client_api_.routes(), api::contract_routes()}), api::problem, "api"),
      webhook_server_(io_.get_executor(), clock_, shared.config.limits, webhook_api_.routes(), api::problem,
                      "webhook"),
      admin_server_(
          io_.get_executor(), clock_, shared.config.limits,
          joined({api::health_routes([this] { return reasons(); }, shared.liveness), api::contract_routes(),
                  api::docs_routes(), api::dashboard_routes(), abuse_api_.routes(), metrics_api_.routes(),
                  admin_api_.routes(), ops_api_.routes()}),
          api::problem, "admin"),
      reconciler_(io_.get_executor(), reports_, messages_, refs_, pointers(providers_),
                  shared.config.dispatch.attempts_max),
      sweeper_(reports_, reconciler_, clock_, shared.config.dispatch.sweep_every),
      callback_post_(io_.get_executor(), clock_, shared.config.callback,
                     {callback_policy(shared.config.callback)}),
      callbacks_(io_.get_executor(), outbox_, callback_post_, clock_, make_endpoints(shared.config.accounts),
                 shared.config.callback, uniform),
      tasks_(io_.get_executor()) {
    installation_.belong_to(shared.installation);
}

Engine::~Engine() {
    if (thread_.joinable()) stop();
}

std::unique_ptr<redis::Connection> Engine::make_gate_connection() {
    const auto& config = shared_.config.redis;
    if (config.durability != redis::Durability::strict_replica) return nullptr;
    return std::make_unique<redis::Connection>(io_.get_executor(), clock_, shared_.redis, config.limits,
                                               "smsgw-gate-" + name_);
}

std::unique_ptr<redis::ReplicaGate> Engine::make_gate() {
    if (!gate_connection_) return nullptr;
    return std::make_unique<redis::ReplicaGate>(io_.get_executor(), clock_, *gate_connection_, redis_,
                                                installation_, shared_.config.redis.replica_wait);
}

std::unique_ptr<captcha::SiteVerify> Engine::make_captcha() {
    const auto& config = shared_.config.captcha;
    if (!config.service) return nullptr;
    return std::make_unique<captcha::SiteVerify>(io_.get_executor(), clock_, tokens_, config,
                                                 http::ClientReach{any_address});
}

bool Engine::has(Role role) const {
    const auto& roles = shared_.config.roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Engine::storage_serves() const {
    return redis_.connected() && (!gate_ || gate_->open());
}

void Engine::watch_connections() {
    for (auto* connection : {&redis_, &doorbell_, gate_connection_.get()})
        if (connection != nullptr) vitals_.watch(connection->heartbeat(), [] { return true; });
    tasks_.spawn("vitals", vitals_.run());
}

// What waits for storage does not hang while storage is away.
void Engine::watch_work() {
    const auto storage_serves_now = [this] { return storage_serves(); };
    if (dispatcher_) vitals_.watch(dispatcher_->heartbeat(), storage_serves_now);
    vitals_.watch(sweeper_.heartbeat(), storage_serves_now);
    vitals_.watch(callbacks_.heartbeat(), storage_serves_now);
    vitals_.watch(revocation_watch_.heartbeat(), storage_serves_now);
}

std::vector<std::string> Engine::reasons() const {
    if (stopping_ && doors_ != Doors::given) return {"stopping"};
    if (redis_.connected()) {
        if (gate_ && !gate_->open()) return {gate_->closed_because()};
        if (!gatekeeper_.informed()) return {"the revoked API keys are not read yet"};
        return {};
    }
    // What join() said counts for the server that it was said of, not for one that is gone since.
    if (redis_.last_error() == Errc::not_ready && !installation_.reasons().empty())
        return installation_.reasons();
    return {"Redis is away: " + error_name(redis_.last_error())};
}

Result<void> Engine::open_listeners(ListenConfig& addresses) {
    const auto open = [](http::Server& server, http::ListenAddress& address) -> Result<void> {
        auto listening = server.listen(address);
        if (listening.has_value()) address.port = server.port();
        return listening;
    };
    if (has(Role::api))
        if (auto opened = open(api_server_, addresses.api); opened.has_error()) return opened;
    if (has(Role::webhook))
        if (auto opened = open(webhook_server_, addresses.webhook); opened.has_error()) return opened;
    doors_ = Doors::open;
    return open(admin_server_, addresses.admin);
}

void Engine::start_workers(const std::string& report_base) {
    std::vector<dispatch::Upstream> upstreams;
    for (std::size_t i = 0; i < providers_.size(); ++i) {
        const auto& one = shared_.config.providers[i];
        const auto& limits = one.limits;
        upstreams.push_back(
            {.provider = providers_[i].get(),
             .submit_time_max = limits.connect_time_max + limits.write_time_max + limits.read_time_max,
             .report_window = one.report_window,
             .report_url = report_base + "/webhooks/" + one.id.str(),
             .pace = one.pace,
             .in_flight_max = one.in_flight_max});
    }
    const dispatch::Dispatcher::Storage storage{queue_, throttle_, provider_states_};
    dispatcher_.emplace(io_.get_executor(), storage, clock_, std::move(upstreams), shared_.routing,
                        quality_.quality(), refs_, shared_.config.dispatch, uniform);
    dispatcher_->start(index_ == 0 ? dispatch::Reclaims::yes : dispatch::Reclaims::no);
}

}   // namespace smsgw::app
