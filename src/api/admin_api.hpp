// What people who run gateways ask and say on the admin listener, with keys that have the scope admin: the dashboard's own
// calls (docs/dashboard.md).
#pragma once

#include <string>
#include <vector>

#include "api/gatekeeper.hpp"
#include "http/server.hpp"
#include "smsgw/ports/dead_letter_store.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::api {

class AdminApi {
public:
    struct Storage {
        MessageStore& messages;
        ProviderStates& states;
        DeadLetterStore& dead_letters;
        SubmitLedger& ledger;
    };

    AdminApi(Gatekeeper& gatekeeper, Storage storage) : gatekeeper_(gatekeeper), storage_(storage) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    using Step = Task<Result<std::string>> (AdminApi::*)(http::Request);

    // The step's JSON text for a caller that may see it, or the problem.
    Task<http::Response> answer(Step step, http::Request request);

    Task<Result<std::string>> providers(http::Request request);
    Task<Result<std::string>> pause(http::Request request);
    Task<Result<std::string>> drain(http::Request request);
    Task<Result<std::string>> resume(http::Request request);
    Task<Result<std::string>> set_state(ProviderId provider, ProviderState state);
    Task<Result<std::string>> dead_letters(http::Request request);
    Task<Result<std::string>> replay(http::Request request);
    Task<Result<std::string>> discard(http::Request request);
    Task<Result<std::string>> message(http::Request request);
    Task<Result<std::string>> quality(http::Request request);
    Task<Result<std::string>> problems(http::Request request);

    Gatekeeper& gatekeeper_;
    Storage storage_;
};

}   // namespace smsgw::api
