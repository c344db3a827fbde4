// A ledger of tokens in memory, under the same contract suite as the one in Redis.
#pragma once

#include <map>
#include <string>

#include "smsgw/ports/token_ledger.hpp"
#include "support/fake_clock.hpp"

namespace smsgw::test {

class FakeTokenLedger : public TokenLedger {
public:
    explicit FakeTokenLedger(FakeClock& fake_clock) : clock(fake_clock) {}

    FakeClock& clock;
    Errc failure{};                            // when set, every call answers it
    std::map<std::string, MonoTime> claimed;   // until when, by digest

    Task<Result<TokenUse>> claim(std::string digest, Millis keep) override {
        if (failure != Errc{}) co_return failure;
        auto& until = claimed[digest];
        if (until > clock.mono) co_return TokenUse::repeated;
        until = clock.mono + keep;
        co_return TokenUse::first;
    }
};

}   // namespace smsgw::test
