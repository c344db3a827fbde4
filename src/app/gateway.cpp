#include "app/gateway.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <csignal>
#include <cstdlib>
#include <future>

#include "app/first_metrics.hpp"
#include "app/quick_start.hpp"
#include "base/crypto.hpp"
#include "base/log.hpp"
#include "base/log_limit.hpp"
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

Gateway::Gateway(LoadedConfig loaded, LoadInput input)
    : as_read_(std::move(loaded)),
      input_(std::move(input)),
      io_(1),
      supervisor_(clock_, watchdog_time(), notify_service_manager),
      tasks_(io_.get_executor()),
      ticks_(io_.get_executor()),
      read_at_(clock_.mono_now()) {}

Gateway::~Gateway() = default;

Task<Result<void>> Gateway::provide_redis(Config* config) {
    if (config->redis.address) co_return Result<void>();
    if (!embedded_) {
        redis::EmbeddedSettings settings;
        settings.program = config->redis.server;
        settings.data_dir = config->data_dir;
        settings.durability = config->redis.durability;
        settings.memory_bytes_max = static_cast<std::uint64_t>(config->redis.maxmemory_mb) << 20;
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
    }
    config->redis.address = embedded_->address();
    co_return Result<void>();
}

Result<void> Gateway::provide_sandbox(Config& config) {
    auto* provider = built_in_sandbox(config);
    if (provider == nullptr) return {};
    if (!sandbox_) {
        sandbox_config_.api_key = Secret(random_base62(32));
        sandbox_config_.webhook_secret = Secret(random_base62(32));
        sandbox_config_.faults = config.sandbox;
        sandbox_config_.dedupe = config.sandbox_dedupe;
        http::ClientLimits limits;
        limits.connections_per_origin_max = 256;
        sandbox_client_.emplace(io_.get_executor(), clock_, limits, http::ClientReach{loopback_only});
        sandbox_.emplace(io_.get_executor(), clock_, *sandbox_client_, sandbox_config_);
        if (auto started = sandbox_->start(); started.has_error()) return started;
        log::info("sandbox.started", {log::f("port", sandbox_->port())});
    }
    provider->api_key = sandbox_config_.api_key;
    provider->webhook_secret = sandbox_config_.webhook_secret;
    provider->base_url = "http://127.0.0.1:" + std::to_string(sandbox_->port());
    return {};
}

// What a configuration leaves to the process: the quick start's account, the private Redis, the simulated operator. They stay
// when it is read again.
Task<Result<void>> Gateway::provide(Config* config) {
    if (config->quick_start) {
        auto account = quick_start_account(*config);
        if (account.has_error()) co_return account.error();
        config->accounts.push_back(std::move(*account));
    }
    auto redis = co_await provide_redis(config);
    if (redis.has_error()) co_return redis;
    co_return provide_sandbox(*config);
}

std::unique_ptr<Generation> Gateway::make_generation(Config config, std::string installation) {
    show_first_metrics(config);
    Generation::Hooks hooks{supervisor_, [this] { return reload_for_engine(); }};
    return std::make_unique<Generation>(std::move(config), std::move(hooks), std::move(installation));
}

Result<void> Gateway::start_engines(Config config) {
    bound_ = config.listen;
    current_ = make_generation(std::move(config), {});
    current_->start();
    if (auto listening = current_->listen(bound_); listening.has_error()) {
        log::error("listener.failed",
                   {log::f("api", text(bound_.api)), log::f("webhook", text(bound_.webhook)),
                    log::f("admin", text(bound_.admin)), log::f(listening.error())});
        return listening;
    }
    current_->work(bound_);
    ticks_.spawn("supervisor", supervisor_.run());
    ticks_.spawn("log", count_in_log());
    ticks_.spawn("secrets", refresh_secrets());
    notify_service_manager("READY=1");
    log::info("gateway.started",
              {log::f("version", SMSGW_VERSION), log::f("api", text(bound_.api)),
               log::f("webhook", text(bound_.webhook)), log::f("admin", text(bound_.admin)),
               log::f("engines", current_->config().threads)});
    return {};
}

Task<Result<void>> Gateway::start() {
    warm_up_numbers();
    auto config = as_read_.config;
    auto provided = co_await provide(&config);
    if (provided.has_error()) co_return provided;
    co_return start_engines(std::move(config));
}

// Off the main thread, which keeps serving what it serves meanwhile: reports of the sandbox still come.
Task<> Gateway::elsewhere(std::function<void()> work) {
    auto ended = std::async(std::launch::async, std::move(work));
    while (ended.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
        co_await clock_.sleep_until(clock_.mono_now() + Millis{20});
}

// Engines first, then what they used.
Task<> Gateway::stop() {
    stopping_ = true;
    while (changing_) co_await clock_.sleep_until(clock_.mono_now() + Millis{20});
    if (current_) co_await elsewhere([this] { current_->stop(); });
    current_.reset();
    if (sandbox_) co_await sandbox_->stop(Millis{0});
    if (sandbox_client_) sandbox_client_->close();
    if (embedded_) co_await embedded_->stop();
    co_await drain(tasks_, clock_, Millis{5000});
    co_await drain(ticks_, clock_, Millis{0});
    log::tell_suppressed();
}

// What the limit of repeated lines has kept out.
Task<> Gateway::count_in_log() {
    const auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        log::tell_suppressed();
        co_await clock_.sleep_until(clock_.mono_now() + std::chrono::seconds{1});
    }
}

Task<> Gateway::serve() {
    asio::signal_set signals(io_, SIGINT, SIGTERM, SIGHUP);
    auto started = co_await start();
    if (started.has_error()) {
        log::error("gateway.not_started", {log::f(started.error())});
        exit_code_ = 1;
    } else {
        int number = SIGHUP;
        while (number == SIGHUP) {
            const auto [ec, caught] = co_await signals.async_wait(as_result);
            number = caught;
            if (number == SIGHUP) tasks_.spawn("reload", reload_on_signal());
        }
        log::info("gateway.stopping", {log::f("signal", number)});
        notify_service_manager("STOPPING=1");
    }
    co_await stop();
    log::info("gateway.stopped");
}

int Gateway::run() {
    asio::co_spawn(io_, serve(), [this](std::exception_ptr error) {
        if (error) exit_code_ = 1;
        io_.stop();
    });
    io_.run();
    return exit_code_;
}

}   // namespace smsgw::app
