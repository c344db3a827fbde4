#include "app/gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <future>

#include "app/first_metrics.hpp"
#include "app/quick_start.hpp"
#include "base/crypto.hpp"
#include "base/log.hpp"
#include "base/notify.hpp"
#include "domain/recipient.hpp"
#include "providers/registry.hpp"

namespace smsgw::app {
namespace {

std::string text(const http::ListenAddress& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// A provider of type sandbox without a base_url means the built-in operator.
providers::ProviderConfig* built_in_sandbox(Config& config) {
    for (auto& provider : config.providers)
        if (provider.type == "sandbox" && provider.base_url.empty()) return &provider;
    return nullptr;
}

bool loopback_only(const asio::ip::address& address) {
    return address.is_loopback();
}

}   // namespace

Gateway::Gateway(Config config)
    : config_(std::move(config)),
      io_(1),
      supervisor_(clock_, watchdog_time(), notify_service_manager),
      tasks_(io_.get_executor()) {}

Gateway::~Gateway() = default;

Task<Result<void>> Gateway::start_redis() {
    if (config_.redis.address) co_return Result<void>();
    redis::EmbeddedSettings settings;
    settings.program = config_.redis.server;
    settings.data_dir = config_.data_dir;
    settings.durability = config_.redis.durability;
    settings.memory_bytes_max = static_cast<std::uint64_t>(config_.redis.maxmemory_mb) << 20;
    if (const auto path = environment("PATH"); !path.empty()) settings.search_path = path;
    settings.runtime_dir = environment("XDG_RUNTIME_DIR");
    embedded_.emplace(io_.get_executor(), clock_, std::move(settings));
    auto started = co_await embedded_->start();
    if (started.has_error()) {
        log::error("redis.not_started", {log::f("reason", embedded_->problem())});
        embedded_.reset();
        co_return started;
    }
    tasks_.spawn("embedded_redis", embedded_->run());
    config_.redis.address = embedded_->address();
    co_return Result<void>();
}

Result<void> Gateway::start_sandbox() {
    auto* provider = built_in_sandbox(config_);
    if (provider == nullptr) return {};
    provider->api_key = Secret(random_base62(32));
    provider->webhook_secret = Secret(random_base62(32));
    http::ClientLimits limits;
    limits.connections_per_origin_max = 256;
    sandbox_client_.emplace(io_.get_executor(), clock_, limits, http::ClientReach{loopback_only});
    providers::SandboxOperatorConfig settings;
    settings.api_key = provider->api_key;
    settings.webhook_secret = provider->webhook_secret;
    settings.faults = config_.sandbox;
    settings.dedupe = config_.sandbox_dedupe;
    sandbox_.emplace(io_.get_executor(), clock_, *sandbox_client_, std::move(settings));
    if (auto started = sandbox_->start(); started.has_error()) return started;
    provider->base_url = "http://127.0.0.1:" + std::to_string(sandbox_->port());
    log::info("sandbox.started", {log::f("port", sandbox_->port())});
    return {};
}

Result<void> Gateway::start_engines() {
    keys_.emplace(config_.pepper, config_.accounts);
    show_first_metrics(config_);
    routes_.emplace(config_.routes);
    prices_.emplace(config_.prices);
    shared_.emplace(Shared{config_, *config_.redis.address, *keys_, {*routes_, *prices_}, [this] {
                               return supervisor_.hanging();
                           }});
    bound_ = config_.listen;
    for (int i = 0; i < config_.threads; ++i) {
        auto engine = std::make_unique<Engine>(*shared_, i);
        if (auto listening = engine->listen(bound_); listening.has_error()) {
            log::error("listener.failed",
                       {log::f("api", text(bound_.api)), log::f("webhook", text(bound_.webhook)),
                        log::f("admin", text(bound_.admin)), log::f(listening.error())});
            return listening;
        }
        engines_.push_back(std::move(engine));
    }
    // Without a public URL only a provider on this machine, such as the sandbox, can reach the webhook listener.
    const auto base = config_.webhook.public_url.empty()
                          ? "http://127.0.0.1:" + std::to_string(bound_.webhook.port)
                          : config_.webhook.public_url;
    for (std::size_t i = 0; i < engines_.size(); ++i) {
        engines_[i]->start(base);
        supervisor_.watch("engine " + std::to_string(i), engines_[i]->vitals());
    }
    tasks_.spawn("supervisor", supervisor_.run());
    notify_service_manager("READY=1");
    log::info("gateway.started", {log::f("version", SMSGW_VERSION), log::f("api", text(bound_.api)),
                                  log::f("webhook", text(bound_.webhook)),
                                  log::f("admin", text(bound_.admin)), log::f("engines", config_.threads)});
    return {};
}

Task<Result<void>> Gateway::start() {
    warm_up_numbers();
    if (config_.quick_start) {
        auto account = quick_start_account(config_);
        if (account.has_error()) co_return account.error();
        config_.accounts.push_back(std::move(*account));
    }
    auto started = co_await start_redis();
    if (started.has_error()) co_return started;
    if (auto sandbox = start_sandbox(); sandbox.has_error()) co_return sandbox;
    co_return start_engines();
}

// Engines first, then what they used.
Task<> Gateway::stop() {
    // The engines drain on their own threads while this one keeps serving them: reports of the sandbox still come.
    auto stopping = std::async(std::launch::async, [this] {
        std::vector<std::future<void>> all;
        for (auto& engine : engines_)
            all.push_back(std::async(std::launch::async, [&engine] { engine->stop(); }));
    });
    while (stopping.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
        co_await clock_.sleep_until(clock_.mono_now() + Millis{20});
    for (auto& engine : engines_) supervisor_.forget(engine->vitals());
    engines_.clear();
    if (sandbox_) co_await sandbox_->stop(Millis{0});
    if (sandbox_client_) sandbox_client_->close();
    if (embedded_) co_await embedded_->stop();
    co_await drain(tasks_, clock_, Millis{5000});
}

Task<> Gateway::stop_on_signal() {
    // SIGHUP too: a closed terminal must not end the daemon without draining.
    asio::signal_set signals(io_, SIGINT, SIGTERM, SIGHUP);
    auto started = co_await start();
    if (started.has_error()) {
        log::error("gateway.not_started", {log::f(started.error())});
        exit_code_ = 1;
    } else {
        const auto [ec, number] = co_await signals.async_wait(as_result);
        log::info("gateway.stopping", {log::f("signal", number)});
        notify_service_manager("STOPPING=1");
    }
    co_await stop();
    log::info("gateway.stopped");
}

int Gateway::run() {
    asio::co_spawn(io_, stop_on_signal(), [this](std::exception_ptr error) {
        if (error) exit_code_ = 1;
        io_.stop();
    });
    io_.run();
    return exit_code_;
}

}   // namespace smsgw::app
