// Brings a provider's reports to their messages.
#pragma once

#include <string>
#include <vector>

#include "base/report_ref.hpp"
#include "smsgw/ports/report_store.hpp"

namespace smsgw::dlr {

struct Tally {
    int changed = 0;
    int no_change = 0;
    int parked = 0;
    int unknown = 0;
    int dropped = 0;
};

class ReportDesk {
public:
    ReportDesk(ReportStore& store, const ReportRef& refs) : store_(store), refs_(refs) {}

    // Applies each report by our reference when it has a genuine one (its own, else `path_ref` from the webhook's URL),
    // and by the provider's msgid otherwise. Errc::storage_unavailable: some may be applied, and all can be repeated.
    Task<Result<Tally>> apply(ProviderId provider, std::string path_ref, std::vector<DeliveryReport> reports);

private:
    Task<Result<Applied>> apply_one(ProviderId provider, std::string path_ref, DeliveryReport report);

    ReportStore& store_;
    const ReportRef& refs_;
};

}   // namespace smsgw::dlr
