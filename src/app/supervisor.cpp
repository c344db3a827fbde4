#include "app/supervisor.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "base/log.hpp"

namespace smsgw::app {
namespace {

constexpr Millis show_every = std::chrono::seconds{1};
constexpr Millis loop_patience = std::chrono::seconds{30};

// Half of the manager's time, so that the restart comes soon after; an engine shows itself once a second.
Millis span_of(std::optional<Millis> watchdog_time) {
    return watchdog_time ? std::max(*watchdog_time / 2, 3 * show_every) : loop_patience;
}

// The manager must read a sign of life in time even when one look is late.
Millis tick_of(std::optional<Millis> watchdog_time) {
    return watchdog_time ? std::min(show_every, *watchdog_time / 4) : show_every;
}

}   // namespace

Supervisor::Supervisor(Clock& clock, std::optional<Millis> watchdog_time,
                       std::function<void(std::string_view)> tell)
    : clock_(clock),
      told_(watchdog_time.has_value()),
      span_(span_of(watchdog_time)),
      tick_(tick_of(watchdog_time)),
      time_(clock, tick_),
      tell_(std::move(tell)) {}

void Supervisor::watch(std::string name, const Vitals& vitals) {
    engines_.emplace_back(std::move(name), vitals, heartbeat_, span_);
    engines_.back().turns.moved();
}

void Supervisor::forget(const Vitals& vitals) {
    engines_.remove_if([&](const Watched& one) { return &one.vitals == &vitals; });
}

void Supervisor::look() {
    heartbeat_.age(time_.passed());
    std::set<std::string> hanging;
    for (auto& engine : engines_) {
        const auto report = engine.vitals.report();
        if (report.looks != engine.looks) engine.turns.moved();
        engine.looks = report.looks;
        for (const auto& name : report.overdue) hanging.insert(engine.name + ": " + name);
    }
    hanging.merge(heartbeat_.overdue());
    if (hanging.empty() && told_) tell_("WATCHDOG=1");
    note(std::move(hanging));
}

// Logs what has changed.
void Supervisor::note(std::set<std::string> hanging) {
    for (const auto& name : hanging)
        if (!hanging_.contains(name)) log::error("watchdog.overdue", {log::f("what", name)});
    for (const auto& name : hanging_)
        if (!hanging.contains(name)) log::warn("watchdog.recovered", {log::f("what", name)});
    const std::lock_guard lock(mutex_);
    hanging_ = std::move(hanging);
}

Task<> Supervisor::run() {
    const auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        look();
        co_await clock_.sleep_until(clock_.mono_now() + tick_);
    }
}

std::vector<std::string> Supervisor::hanging() const {
    const std::lock_guard lock(mutex_);
    return {hanging_.begin(), hanging_.end()};
}

}   // namespace smsgw::app
