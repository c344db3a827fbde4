// One engine: an event loop on a thread of its own, with everything a message needs on its way. Engines share nothing but
// what never changes; members are in start order, so that what is used outlives what uses it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "api/abuse_api.hpp"
#include "api/admin_api.hpp"
#include "api/client_api.hpp"
#include "api/gatekeeper.hpp"
#include "api/health_api.hpp"
#include "api/key_ring.hpp"
#include "api/metrics_api.hpp"
#include "api/ops_api.hpp"
#include "api/revocation_watch.hpp"
#include "app/callback_sender.hpp"
#include "app/config.hpp"
#include "base/report_ref.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "base/vitals.hpp"
#include "callback/station.hpp"
#include "captcha/siteverify.hpp"
#include "dispatch/dispatcher.hpp"
#include "dispatch/feedback_forwarder.hpp"
#include "dispatch/quality_watch.hpp"
#include "dispatch/reconciler.hpp"
#include "dispatch/sweeper.hpp"
#include "dlr/report_desk.hpp"
#include "dlr/suppression_desk.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "intake/tally.hpp"
#include "redis/admission_store.hpp"
#include "redis/callback_store.hpp"
#include "redis/dead_letters.hpp"
#include "redis/installation.hpp"
#include "redis/key_revocations.hpp"
#include "redis/message_store.hpp"
#include "redis/provider_states.hpp"
#include "redis/replica_gate.hpp"
#include "redis/report_store.hpp"
#include "redis/store_reader.hpp"
#include "redis/submit_ledger.hpp"
#include "redis/suppression_store.hpp"
#include "redis/throttle.hpp"
#include "redis/token_ledger.hpp"
#include "redis/work_queue.hpp"
#include "webhook/webhook_api.hpp"

namespace smsgw::app {

// What all engines of one configuration see; made before the first and outliving the last.
struct Shared {
    const Config& config;
    redis::RedisAddress redis;
    const api::KeyRing& keys;
    dispatch::Routing routing;
    api::Liveness liveness;
    api::Reload reload;
    std::string installation;   // that this process belongs to; empty: not known yet
};

class Engine {
public:
    Engine(const Shared& shared, int index);
    ~Engine();

    // All of these are called from outside the engine's thread, and wait.

    // Starts the thread, which meets Redis. Nothing is served and no message is touched yet.
    void start();

    // Opens this engine's listeners at `addresses`; a port 0 is replaced by what was given, for the engines after it.
    Result<void> listen(ListenConfig& addresses);

    // Instead: goes on with the listeners of an engine that listens at the same addresses. No connection is lost.
    void succeed(Engine& former);

    // Begins with the messages. `report_base`: what webhook URLs begin with.
    void work(const std::string& report_base);

    // Why it cannot serve now; empty when it can.
    std::vector<std::string> not_ready_because();

    // The installation that its Redis holds; empty when it has not met it.
    std::string installation();

    // Drains and ends the thread: no new work, leases settled, Redis last. Called once.
    void stop();

    // Ready when, on its way to the end, it has answered all that clients and providers have asked it.
    std::shared_future<void> doors_closed() const { return doors_closed_; }

    const Vitals& vitals() const { return vitals_; }   // from any thread

private:
    template <class Function>
    std::invoke_result_t<Function> on_loop(Function function);
    Result<void> open_listeners(ListenConfig& addresses);
    Task<> stop_dispatcher();
    Task<> stop_doors();
    Task<> stop_callbacks();
    Task<> shut_down();
    std::unique_ptr<redis::Connection> make_gate_connection();
    std::unique_ptr<redis::ReplicaGate> make_gate();
    std::unique_ptr<captcha::SiteVerify> make_captcha();
    void start_workers(const std::string& report_base);
    void watch_connections();
    void watch_work();
    bool storage_serves() const;
    std::vector<std::string> reasons() const;
    bool has(Role role) const;

    const Shared& shared_;
    int index_;
    std::string name_;
    asio::io_context io_;
    SystemClock clock_;
    Vitals vitals_;
    ReportRef refs_;
    redis::Keys keys_;
    redis::Installation installation_;
    redis::Connection redis_;
    redis::Connection doorbell_;
    std::unique_ptr<redis::Connection> gate_connection_;   // both: with durability strict+replica only
    std::unique_ptr<redis::ReplicaGate> gate_;
    redis::RedisMessageStore messages_;
    redis::RedisReportStore reports_;
    redis::RedisWorkQueue queue_;
    redis::RedisThrottle throttle_;
    redis::RedisProviderStates provider_states_;
    std::vector<std::unique_ptr<http::Client>> clients_;   // one per provider: each has its own limits
    std::vector<std::unique_ptr<SmsProvider>> providers_;
    dispatch::FeedbackForwarder feedback_;
    dlr::ReportDesk desk_;
    redis::RedisSuppressionStore suppressions_;
    dlr::SuppressionDesk suppression_desk_;
    redis::RedisSubmitLedger ledger_;
    dispatch::QualityWatch quality_;
    redis::RedisAdmissionStore admission_;
    intake::ConversionTally tally_;
    redis::RedisTokenLedger tokens_;
    redis::RedisStoreReader store_reader_;
    redis::RedisCallbackStore outbox_;
    redis::DeadLetters dead_letters_;
    redis::RedisKeyRevocations revocations_;
    api::Gatekeeper gatekeeper_;
    api::RevocationWatch revocation_watch_;
    std::unique_ptr<captcha::SiteVerify> captcha_;   // with a CAPTCHA service only
    api::ClientApi client_api_;
    api::AbuseApi abuse_api_;
    api::MetricsApi metrics_api_;
    api::AdminApi admin_api_;
    api::OpsApi ops_api_;
    webhook::WebhookApi webhook_api_;
    http::Server api_server_;
    http::Server webhook_server_;
    http::Server admin_server_;
    std::optional<dispatch::Dispatcher> dispatcher_;
    dispatch::Reconciler reconciler_;
    dispatch::Sweeper sweeper_;
    CallbackPost callback_post_;
    callback::Station callbacks_;
    TaskGroup tasks_;
    std::promise<void> doors_closing_;
    std::shared_future<void> doors_closed_ = doors_closing_.get_future().share();
    bool stopping_ = false;
    enum class Doors { none, open, given } doors_ = Doors::none;   // given: another engine has its listeners
    std::thread thread_;
};

}   // namespace smsgw::app
