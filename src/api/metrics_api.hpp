// GET /metrics on the admin listener: what this process has counted, and what all gateways have in Redis at the moment.
#pragma once

#include <vector>

#include "api/health_api.hpp"
#include "base/metrics.hpp"
#include "smsgw/account.hpp"
#include "smsgw/ports/admission_store.hpp"
#include "smsgw/ports/callback_store.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/store_stats.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::api {

class MetricsApi {
public:
    struct Sources {
        StoreReader& store;
        SubmitLedger& ledger;
        ProviderStates& states;
        AdmissionStore& admission;
        CallbackStore& callbacks;
    };

    // `accounts` outlives it.
    MetricsApi(Sources sources, const std::vector<Account>& accounts, std::vector<ProviderId> providers,
               Readiness readiness, Clock& clock);

    // Open to whoever reaches the listener, as health is: there is nothing secret in it, and no number of anybody.
    std::vector<http::Route> routes();

private:
    using Readings = std::vector<metrics::Reading>;

    Task<http::Response> answer();
    // Stops at the first source that does not answer.
    Task<Result<void>> read_storage(Readings& readings);
    Task<Result<void>> read_store(Readings& readings);
    Task<Result<void>> read_callbacks(Readings& readings);
    Task<Result<void>> read_providers(Readings& readings);
    Task<Result<void>> read_quality(Readings& readings);
    Task<Result<void>> read_spend(Readings& readings);
    Task<Result<void>> read_abuse(Readings& readings);

    Sources sources_;
    const std::vector<Account>& accounts_;
    std::vector<ProviderId> providers_;
    Readiness readiness_;
    Clock& clock_;
};

}   // namespace smsgw::api
