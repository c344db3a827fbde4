// What the abuse defence of an account does now, and how a person lifts a block: on the admin listener, for keys with the
// scope admin.
#pragma once

#include <vector>

#include "api/gatekeeper.hpp"
#include "http/server.hpp"
#include "intake/config.hpp"
#include "smsgw/ports/admission_store.hpp"

namespace smsgw::api {

// Codes in a row that nobody entered: then the account's feedback counts as lost. As lua/conversion.lua.
inline constexpr std::int64_t feedback_lost_after = 200;

class AbuseApi {
public:
    AbuseApi(Gatekeeper& gatekeeper, const std::vector<Account>& accounts, AdmissionStore& store,
             intake::AdmissionConfig config)
        : gatekeeper_(gatekeeper), accounts_(accounts), store_(store), config_(std::move(config)) {}

    // GET /abuse/status: all accounts; POST /abuse/unblock {"account", "rule", "subject"}.
    std::vector<http::Route> routes();

private:
    Task<http::Response> status(http::Request request);
    Task<http::Response> unblock(http::Request request);

    Gatekeeper& gatekeeper_;
    const std::vector<Account>& accounts_;
    AdmissionStore& store_;
    intake::AdmissionConfig config_;
};

}   // namespace smsgw::api
