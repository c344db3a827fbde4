// Who may come in: the one way from a request to its caller. Each engine has one.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "api/config.hpp"
#include "api/failure_limit.hpp"
#include "api/key_ring.hpp"
#include "http/message.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::api {

class Gatekeeper {
public:
    Gatekeeper(const KeyRing& keys, const Clock& clock, AuthConfig config)
        : keys_(keys), clock_(clock), config_(std::move(config)), limit_(config_.failures_per_minute) {}

    // The caller, for a call that needs the scope.
    // Errc::unauthorized: no key, an unknown one, or one that is revoked, over or not for the place the request comes from;
    // which of them only the log tells. Errc::auth_limited: the same, or a key that has not been in from there yet, where too
    // many of these came from: a caller whose key is good is not shut out by its neighbours behind the same address.
    // Errc::storage_unavailable: the revoked keys are not known yet. Errc::forbidden: the key lacks the scope.
    Result<Caller> admit(const http::Request& request, Scope scope);

    // Keys that are revoked from now on, instead of those before.
    void revoke(std::set<KeyId> keys);

    // Are the revoked keys known? Until then nobody comes in.
    bool informed() const { return informed_; }

private:
    const char* flaw_of(const ApiKey& key, const std::optional<asio::ip::address>& address) const;
    void mention_end(const Caller& caller);

    const KeyRing& keys_;
    const Clock& clock_;
    AuthConfig config_;
    FailureLimit limit_;
    std::set<std::pair<std::string, const ApiKey*>> seen_;   // keys that were in, by where from
    std::set<KeyId> revoked_;
    bool informed_ = false;
    std::map<const ApiKey*, WallTime> mentioned_;   // when its near end was logged
};

}   // namespace smsgw::api
