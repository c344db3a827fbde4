// Revocations in memory, under the same contract suite as those in Redis.
#pragma once

#include <map>

#include "smsgw/ports/key_revocations.hpp"

namespace smsgw::test {

class FakeKeyRevocations : public KeyRevocations {
public:
    Errc failure{};   // when set, every call answers it
    std::map<KeyId, WallTime> revoked;

    Task<Result<std::map<KeyId, WallTime>>> read() override {
        if (failure != Errc{}) co_return failure;
        co_return revoked;
    }
    Task<Result<void>> revoke(KeyId key, WallTime at) override {
        if (failure != Errc{}) co_return failure;
        revoked.emplace(std::move(key), at);
        co_return Result<void>();
    }
    Task<Result<Restored>> restore(KeyId key) override {
        if (failure != Errc{}) co_return failure;
        co_return revoked.erase(key) > 0 ? Restored::yes : Restored::not_revoked;
    }
};

}   // namespace smsgw::test
