// The configuration, read again while all goes on: a new generation of engines meets Redis, takes over the listeners and works,
// while the former one answers and settles what it has in hand.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "app/config_reload.hpp"
#include "app/gateway.hpp"
#include "base/log.hpp"
#include "base/log_limit.hpp"
#include "base/notify.hpp"

namespace smsgw::app {
namespace {

constexpr Millis ready_time_max = std::chrono::seconds{10};
constexpr Millis look_every = std::chrono::milliseconds{20};

// systemd wants to know since when: its own question may be older than a reload that has just ended.
std::string reloading_since(MonoTime now) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(micros.count());
}

// Shown by `systemctl status`: what asked for the reload may be gone.
std::string reload_ended(const std::vector<std::string>& problems) {
    if (problems.empty()) return "READY=1\nSTATUS=";
    return "READY=1\nSTATUS=Goes on with the former configuration: " + problems.front();
}

}   // namespace

Task<> Gateway::reload_on_signal() {
    co_await reload();
}

// An engine's request waits on that engine's loop. It is not cancelled from there: a signal must not cross threads.
Task<std::vector<std::string>> Gateway::reload_for_engine() {
    auto problems = asio::co_spawn(
        io_, reload(), asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
    co_return co_await std::move(problems);
}

// One after the other.
Task<std::vector<std::string>> Gateway::reload() {
    while (changing_ && !stopping_) co_await clock_.sleep_until(clock_.mono_now() + look_every);
    if (stopping_) co_return std::vector<std::string>{"the daemon is stopping"};
    const auto began = begin_change();
    auto reread = co_await read_again(std::nullopt);
    co_return co_await take_over(std::move(reread), began);
}

MonoTime Gateway::begin_change() {
    changing_ = true;
    const auto began = clock_.mono_now();
    notify_service_manager(reloading_since(began));
    return began;
}

// After begin_change(), which was at `began`.
Task<std::vector<std::string>> Gateway::take_over(Reread reread, MonoTime began) {
    auto problems = co_await renew(std::move(reread));
    notify_service_manager(reload_ended(problems));
    for (const auto& problem : problems) log::error("config.reload_failed", {log::f("reason", problem)});
    const auto took = std::chrono::duration_cast<Millis>(clock_.mono_now() - began);
    if (problems.empty())
        log::info("config.reloaded", {log::f("took_ms", took)});
    else
        changing_ = false;
    co_return problems;
}

// Off the main thread: a service that keeps secrets may take its time. `file`: what stands there; without it the file is read.
Task<Gateway::Reread> Gateway::read_again(std::optional<std::string> file) {
    auto input = input_;
    input.known = as_read_.secrets.from_services;
    input.file = std::move(file);
    Reread reread;
    const std::function<void()> read = [&input, &reread] {
        try {
            reread.loaded = load_config(input);
        } catch (const ConfigError& error) {
            reread.problems = error.problems();
        } catch (const std::exception& error) {
            reread.problems = {error.what()};
        }
    };
    co_await elsewhere(read);
    read_at_ = clock_.mono_now();
    co_return reread;
}

// What is wrong; then everything is as before.
Task<std::vector<std::string>> Gateway::renew(Reread reread) {
    auto& loaded = reread.loaded;
    if (!loaded) co_return reread.problems;
    if (auto problems = needs_restart(as_read_.config, loaded->config); !problems.empty()) co_return problems;
    auto config = loaded->config;
    const auto provided = co_await provide(&config);
    if (provided.has_error()) co_return std::vector<std::string>{error_name(provided.error())};
    std::unique_ptr<Generation> next;
    try {
        next = make_generation(std::move(config), current_->installation());
    } catch (const std::runtime_error& error) {
        co_return std::vector<std::string>{error.what()};
    }
    next->start();
    if (auto reasons = co_await wait_ready(next.get()); !reasons.empty()) {
        co_await elsewhere([&next] { next->stop(); });
        co_return reasons;
    }
    for (const auto& warning : loaded->warnings) log::warn("config.warned", {log::f("reason", warning)});
    for (const auto& reason : loaded->secrets.kept) log::warn("secrets.kept", {log::f("reason", reason)});
    log::configure(loaded->config.log.level, loaded->config.log.format);
    log::limit_repeats(loaded->config.log.repeats_max);
    next->succeed(*current_);
    next->work(bound_);
    as_read_ = std::move(*loaded);
    auto former = std::exchange(current_, std::move(next));
    const auto doors = former->doors_closed();
    tasks_.spawn("retire", retire(std::move(former)));
    for (const auto& door : doors)   // after that nobody is answered by the former configuration
        while (door.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
            co_await clock_.sleep_until(clock_.mono_now() + look_every);
    co_return std::vector<std::string>();
}

// A generation that cannot serve must not replace one that can.
Task<std::vector<std::string>> Gateway::wait_ready(Generation* next) {
    const auto until = clock_.mono_now() + ready_time_max;
    for (;;) {
        auto reasons = next->not_ready_because();
        if (reasons.empty()) co_return reasons;
        if (stopping_) co_return std::vector<std::string>{"the daemon is stopping"};
        if (clock_.mono_now() >= until) co_return reasons;
        co_await clock_.sleep_until(clock_.mono_now() + look_every);
    }
}

Task<> Gateway::retire(std::unique_ptr<Generation> former) {
    auto* const ending = former.get();
    co_await elsewhere([ending] { ending->stop(); });
    former.reset();
    changing_ = false;
}

}   // namespace smsgw::app
