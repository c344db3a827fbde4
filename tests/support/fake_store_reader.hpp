// Numbers of the storage in memory, under the same contract suite as those of Redis.
#pragma once

#include <algorithm>

#include "smsgw/ports/store_stats.hpp"
#include "support/fake_storage.hpp"

namespace smsgw::test {

class FakeStoreReader : public StoreReader {
public:
    explicit FakeStoreReader(FakeStorage& storage) : storage_(storage) {}

    Task<Result<StoreStats>> read(std::vector<AccountId> accounts) override;

private:
    void add(StoreStats& stats, const FakeStorage::Stored& stored) const;

    FakeStorage& storage_;
};

}   // namespace smsgw::test
