// Secrets that become others while the daemon runs: every now and then all references are followed again, of the file as it was
// read last. When one of them comes to something else, that is a reload.
#include <boost/asio/this_coro.hpp>

#include "app/gateway.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace smsgw::app {
namespace {

using metrics::Id;

void failed(const std::vector<std::string>& reasons) {
    for (const auto& reason : reasons) log::warn("secrets.refresh_failed", {log::f("reason", reason)});
    metrics::count(Id::secret_refreshes, {"failed"});
}

}   // namespace

Task<> Gateway::refresh_secrets() {
    const auto state = co_await asio::this_coro::cancellation_state;
    while (state.cancelled() == asio::cancellation_type::none) {
        co_await clock_.sleep_until(clock_.mono_now() + std::chrono::seconds{1});
        const auto every = as_read_.config.secrets.refresh;
        const bool any = every.count() > 0 && !as_read_.secrets.digest.empty();
        const bool due = any && clock_.mono_now() - read_at_ >= every;
        if (due && !changing_ && !stopping_) co_await refresh_once();
    }
}

Task<> Gateway::refresh_once() {
    changing_ = true;
    auto file = as_read_.file;
    auto reread = co_await read_again(std::move(file));
    const auto& loaded = reread.loaded;
    const bool changed = loaded && loaded->secrets.digest != as_read_.secrets.digest;
    if (!loaded || !loaded->secrets.kept.empty())
        failed(loaded ? loaded->secrets.kept : reread.problems);
    else if (!changed)
        metrics::count(Id::secret_refreshes, {"unchanged"});
    if (!changed || stopping_) {
        changing_ = false;
        co_return;
    }
    log::info("secrets.changed");
    const auto began = begin_change();
    const auto problems = co_await take_over(std::move(reread), began);
    if (problems.empty()) metrics::count(Id::secret_refreshes, {"changed"});
    if (!problems.empty()) failed(problems);
}

}   // namespace smsgw::app
