// Remembers tokens that may be used once, for all processes together.
#pragma once

#include <cstdint>
#include <string>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class TokenUse : std::uint8_t { first, repeated };

class TokenLedger {
public:
    virtual ~TokenLedger() = default;

    // Whether the token with this digest (32 raw bytes) is seen for the first time within `keep` (at least 1 ms) of its first
    // claim. Of several callers at the same time one is the first. A claim is never given back.
    // Errc::storage_unavailable: it may have been claimed all the same; storage_full: it was not.
    virtual Task<Result<TokenUse>> claim(std::string digest, Millis keep) = 0;
};

}   // namespace smsgw
