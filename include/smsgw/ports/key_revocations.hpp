// API keys that a person has taken back while gateways run, by their ids; for all processes together.
#pragma once

#include <cstdint>
#include <map>

#include "smsgw/account.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class Restored : std::uint8_t { yes, not_revoked };

class KeyRevocations {
public:
    virtual ~KeyRevocations() = default;

    // All of them, each with when it was revoked. Errors: those of storage.
    virtual Task<Result<std::map<KeyId, WallTime>>> read() = 0;

    // Stays until it is restored, whether a configuration knows the key or not. Of several times the first one stays.
    virtual Task<Result<void>> revoke(KeyId key, WallTime at) = 0;

    virtual Task<Result<Restored>> restore(KeyId key) = 0;
};

}   // namespace smsgw
