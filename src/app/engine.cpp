#include "app/engine.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cstring>
#include <future>
#include <stdexcept>

#include "api/contract_api.hpp"
#include "api/dashboard.hpp"
#include "api/health_api.hpp"
#include "api/problem.hpp"
#include "app/store_config.hpp"
#include "base/crypto.hpp"
#include "base/log.hpp"
#include "providers/registry.hpp"
#include "redis/server_check.hpp"
#include "redis/version.hpp"

namespace smsgw::app {
namespace {

// Providers and CAPTCHA services are on the network, and on purpose nothing keeps them from being on ours: their URLs are
// the operator's own.
bool any_address(const asio::ip::address&) {
    return true;
}

double uniform() {
    std::array<unsigned char, 4> bytes{};
    random_bytes(bytes);
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return static_cast<double>(value) / 4294967296.0;
}

std::vector<std::unique_ptr<http::Client>> make_clients(const Config& config, asio::any_io_executor executor,
                                                        Clock& clock) {
    std::vector<std::unique_ptr<http::Client>> made;
    for (const auto& one : config.providers) {
        auto limits = one.limits;
        // Beside those of submits, which must never wait for feedback to end.
        if (one.settings.flag(providers::conversion_feedback))
            limits.connections_per_origin_max += dispatch::FeedbackForwarder::in_flight_max;
        made.push_back(
            std::make_unique<http::Client>(executor, clock, limits, http::ClientReach{any_address}));
    }
    return made;
}

std::vector<std::unique_ptr<SmsProvider>> make_providers(
    const Config& config, std::vector<std::unique_ptr<http::Client>>& clients) {
    std::vector<std::unique_ptr<SmsProvider>> made;
    for (std::size_t i = 0; i < config.providers.size(); ++i) {
        auto provider = providers::make_provider(config.providers[i], *clients[i]);
        if (provider.has_error())
            throw std::runtime_error("provider '" + config.providers[i].id.str() + "' is not usable");
        made.push_back(std::move(*provider));
    }
    return made;
}

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

// The pepper is the one secret that all replicas share and that no request can learn.
intake::AdmissionConfig admission_config(const Config& config) {
    auto admission = config.admission;
    admission.hash_key = config.pepper;
    return admission;
}

std::vector<callback::Endpoint> make_endpoints(const std::vector<Account>& accounts) {
    std::vector<callback::Endpoint> made;
    for (const auto& account : accounts) {
        if (!account.has_callbacks()) continue;
        callback::Endpoint endpoint{.account = account.id, .url = account.callback_url, .keys = {}};
        for (const auto* secret : {&account.callback_secret, &account.callback_secret_old})
            if (!secret->empty()) endpoint.keys.push_back(WebhookKey::parse(secret->reveal()).value());
        made.push_back(std::move(endpoint));
    }
    return made;
}

// Unique for this engine of this process, also across restarts: leases of a dead process are told from ours.
std::string consumer_name(int index) {
    return std::to_string(getpid()) + "-" + std::to_string(index) + "-" + random_base62(8);
}

}   // namespace

Engine::Engine(const Shared& shared, int index)
    : shared_(shared),
      index_(index),
      name_(consumer_name(index)),
      io_(1),
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
      captcha_(make_captcha()),
      client_api_(shared.keys, {messages_, ledger_, admission_, suppressions_}, admission_config(shared.config),
                  captcha_.get(), shared.routing, clock_, shared.config.batch_bytes_max, &feedback_),
      abuse_api_(shared.keys, shared.config.accounts, admission_, shared.config.admission),
      metrics_api_({store_reader_, ledger_, provider_states_, admission_, outbox_}, shared.config.accounts,
                   provider_ids(shared.config), [this] { return not_ready_because(); }, clock_),
      admin_api_(shared.keys, {messages_, provider_states_, dead_letters_, ledger_}),
      webhook_api_(pointers(providers_), {desk_, suppression_desk_}, refs_, clock_,
                   shared.config.webhook.public_url, api::problem),
      api_server_(io_.get_executor(), clock_, shared.config.limits,
                  joined({client_api_.routes(), api::contract_routes()}), api::problem, "api"),
      webhook_server_(io_.get_executor(), clock_, shared.config.limits, webhook_api_.routes(), api::problem,
                      "webhook"),
      admin_server_(io_.get_executor(), clock_, shared.config.limits,
                    joined({api::health_routes([this] { return not_ready_because(); }), api::contract_routes(),
                            api::docs_routes(), api::dashboard_routes(), abuse_api_.routes(),
                            metrics_api_.routes(), admin_api_.routes()}),
                    api::problem, "admin"),
      reconciler_(io_.get_executor(), reports_, messages_, refs_, pointers(providers_),
                  shared.config.dispatch.attempts_max),
      sweeper_(reports_, reconciler_, clock_, shared.config.dispatch.sweep_every),
      callback_post_(io_.get_executor(), clock_, shared.config.callback,
                     {callback_policy(shared.config.callback)}),
      callbacks_(io_.get_executor(), outbox_, callback_post_, clock_, make_endpoints(shared.config.accounts),
                 shared.config.callback, uniform),
      tasks_(io_.get_executor()) {}

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

std::vector<std::string> Engine::not_ready_because() const {
    if (stopping_) return {"stopping"};
    if (redis_.connected()) {
        if (gate_ && !gate_->open()) return {gate_->closed_because()};
        return {};
    }
    // What join() said counts for the server that it was said of, not for one that is gone since.
    if (redis_.last_error() == Errc::not_ready && !installation_.reasons().empty())
        return installation_.reasons();
    return {"Redis is away: " + error_name(redis_.last_error())};
}

Result<void> Engine::listen(ListenConfig& addresses) {
    const auto open = [](http::Server& server, http::ListenAddress& address) -> Result<void> {
        auto listening = server.listen(address);
        if (listening.has_value()) address.port = server.port();
        return listening;
    };
    if (has(Role::api))
        if (auto opened = open(api_server_, addresses.api); opened.has_error()) return opened;
    if (has(Role::webhook))
        if (auto opened = open(webhook_server_, addresses.webhook); opened.has_error()) return opened;
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

void Engine::start(const std::string& report_base) {
    tasks_.spawn("redis", redis_.run());
    tasks_.spawn("doorbell", doorbell_.run());
    if (gate_) {
        tasks_.spawn("gate_connection", gate_connection_->run());
        tasks_.spawn("gate", gate_->run());
    }
    if (has(Role::worker)) {
        start_workers(report_base);
        tasks_.spawn("quality", quality_.run());
    }
    if (has(Role::sweeper)) {
        tasks_.spawn("sweeper", sweeper_.run());
        tasks_.spawn("tally", tally_.run());
    }
    if (has(Role::callback)) tasks_.spawn("callbacks", callbacks_.run());
    thread_ = std::thread([this] { io_.run(); });
}

// The reverse of starting: no new work, then what is in hand, then the listeners' last answers, then Redis.
Task<> Engine::shut_down() {
    using namespace asio::experimental::awaitable_operators;
    stopping_ = true;   // /readyz says it; everything goes on until a load balancer has noticed
    co_await clock_.sleep_until(clock_.mono_now() + shared_.config.shutdown_delay);
    const auto grace = shared_.config.shutdown_grace;
    sweeper_.stop();
    tally_.stop();
    quality_.stop();
    doorbell_.stop();   // ends the dispatcher's wait for work
    if (dispatcher_) co_await dispatcher_->stop(grace);
    co_await reconciler_.stop();
    co_await (api_server_.stop(grace) && webhook_server_.stop(grace));
    co_await (callbacks_.stop(grace) && feedback_.stop(grace));
    callback_post_.close();
    co_await admin_server_.stop(Millis{1000});
    for (auto& client : clients_) client->close();
    if (captcha_) captcha_->close();
    if (gate_) {
        gate_->stop();
        gate_connection_->stop();
    }
    redis_.stop();
    co_await drain(tasks_, clock_, Millis{0});
}

void Engine::stop() {
    std::promise<void> done;
    asio::co_spawn(io_, shut_down(), [&done](std::exception_ptr) { done.set_value(); });
    done.get_future().wait();
    io_.stop();
    thread_.join();
}

}   // namespace smsgw::app
