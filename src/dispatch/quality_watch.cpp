#include "dispatch/quality_watch.hpp"

#include "base/log.hpp"

namespace smsgw::dispatch {
namespace {

constexpr Millis look_every = std::chrono::seconds{5};

std::string_view to_text(Standing standing) {
    switch (standing) {
        case Standing::trusted:
            return "trusted";
        case Standing::suspect:
            return "suspect";
        case Standing::demoted:
            return "demoted";
    }
    return "";
}

}   // namespace

Task<> QualityWatch::run() {
    if (config_.settle == Millis{0}) co_return;
    while (!stopping_) {
        co_await look();
        co_await clock_.sleep_until(clock_.mono_now() + look_every);
    }
}

Task<> QualityWatch::look() {
    const auto settle_minutes = std::chrono::ceil<std::chrono::minutes>(config_.settle).count();
    const auto minutes = config_.window_minutes + static_cast<int>(settle_minutes) + 2;
    auto rows = co_await ledger_.quality(minutes);
    if (rows.has_error()) co_return;
    for (const auto& change : quality_.learn(*rows, clock_.wall_now()))
        log::warn("provider.standing_changed", {log::f(change.provider), log::f("country", change.country),
                                                log::f("standing", to_text(change.standing))});
}

}   // namespace smsgw::dispatch
