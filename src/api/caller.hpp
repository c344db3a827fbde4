// Who calls, and whether they may.
#pragma once

#include "api/key_ring.hpp"
#include "http/message.hpp"

namespace smsgw::api {

// Errc::unauthorized: no key, or not a valid one. Errc::forbidden: the key lacks the scope.
inline Result<Caller> caller_of(const KeyRing& keys, const http::Request& request, Scope scope) {
    auto caller = keys.authenticate(request.header("Authorization"));
    if (caller.has_error()) return Errc::unauthorized;
    if (!caller->may(scope)) return Errc::forbidden;
    return caller;
}

}   // namespace smsgw::api
