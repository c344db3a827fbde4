// Keeps one engine's gatekeeper up to date with the keys that people have revoked.
#pragma once

#include "api/gatekeeper.hpp"
#include "base/heartbeat.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/key_revocations.hpp"

namespace smsgw::api {

class RevocationWatch {
public:
    RevocationWatch(KeyRevocations& store, Gatekeeper& gatekeeper, Clock& clock)
        : store_(store), gatekeeper_(gatekeeper), clock_(clock) {}

    // Until stop() and the end of its wait; spawn it once. A look every two seconds, so that a revoked key is dead everywhere
    // within five. Storage that is away changes nothing: what is revoked stays so.
    Task<> run();
    void stop() { stopping_ = true; }

    Task<> look();

    // The time that storage is away must not count.
    Heartbeat& heartbeat() { return heartbeat_; }

private:
    KeyRevocations& store_;
    Gatekeeper& gatekeeper_;
    Clock& clock_;
    Heartbeat heartbeat_;
    Heartbeat::Pulse pulse_{heartbeat_, "reading revoked keys", storage_patience};
    bool stopping_ = false;
};

}   // namespace smsgw::api
