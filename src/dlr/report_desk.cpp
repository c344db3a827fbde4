#include "dlr/report_desk.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace smsgw::dlr {
namespace {

std::string_view to_text(Applied applied) {
    switch (applied) {
        case Applied::changed:
            return "changed";
        case Applied::no_change:
            return "no_change";
        case Applied::parked:
            return "parked";
        case Applied::unknown:
            return "unknown";
        case Applied::dropped:
            return "dropped";
    }
    return "";
}

void count(Tally& tally, Applied applied) {
    switch (applied) {
        case Applied::changed:
            ++tally.changed;
            break;
        case Applied::no_change:
            ++tally.no_change;
            break;
        case Applied::parked:
            ++tally.parked;
            break;
        case Applied::unknown:
            ++tally.unknown;
            break;
        case Applied::dropped:
            ++tally.dropped;
            break;
    }
}

}   // namespace

Task<Result<Applied>> ReportDesk::apply_one(ProviderId provider, std::string path_ref,
                                            DeliveryReport report) {
    // A client reference that we did not make is somebody else's label (the account is shared), not a forgery.
    auto owner = refs_.read(report.ref.empty() ? path_ref : report.ref);
    if (owner.has_error() && !path_ref.empty()) owner = refs_.read(path_ref);
    if (owner.has_value())
        co_return co_await store_.apply(owner->msgid, owner->attempt, std::move(provider), std::move(report));
    if (report.provider_msgid.empty()) co_return Applied::unknown;
    co_return co_await store_.apply(std::move(provider), std::move(report));
}

Task<Result<Tally>> ReportDesk::apply(ProviderId provider, std::string path_ref,
                                      std::vector<DeliveryReport> reports) {
    Tally tally;
    for (auto& report : reports) {
        const auto status = report.status;
        const auto id = report.provider_msgid;
        auto applied = co_await apply_one(provider, path_ref, std::move(report));
        if (applied.has_error()) co_return applied.error();
        count(tally, *applied);
        metrics::count(metrics::Id::reports, {provider.str(), to_text(*applied)});
        log::info("dlr.applied",
                  {log::f(provider), log::f(id), log::f(status), log::f("result", to_text(*applied))});
    }
    co_return tally;
}

}   // namespace smsgw::dlr
