// The port SuppressionStore on storage in memory.
#pragma once

#include "support/fake_storage.hpp"

namespace smsgw::test {

class FakeSuppressionStore : public SuppressionStore {
public:
    explicit FakeSuppressionStore(FakeStorage& storage) : storage_(storage) {}
    Task<Result<Suppression>> add(Suppression entry) override;
    Task<Result<SuppressionsRemoved>> remove(SuppressionRemoval removal) override;
    Task<Result<std::optional<Suppression>>> find(AccountId account, E164Number number) override;
    Task<Result<SuppressionPage>> list(SuppressionScope scope, std::uint64_t cursor, int limit) override;
    Task<Result<Learned>> learn(RecipientNews news) override;

private:
    FakeStorage& storage_;
};

}   // namespace smsgw::test
