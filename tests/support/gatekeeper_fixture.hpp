// A gatekeeper that knows that nothing is revoked, over the key ring of some accounts.
#pragma once

#include <utility>
#include <vector>

#include "api/gatekeeper.hpp"

namespace smsgw::test {

struct Gate {
    Gate(const Secret& pepper, std::vector<Account> accounts, const Clock& clock,
         api::AuthConfig config = {0, {}})
        : ring(pepper, std::move(accounts)), keeper(ring, clock, std::move(config)) {
        keeper.revoke({});
    }
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    api::KeyRing ring;
    api::Gatekeeper keeper;
};

}   // namespace smsgw::test
