// The outbox of storage in memory.
#pragma once

#include "smsgw/ports/callback_store.hpp"
#include "support/fake_storage.hpp"

namespace smsgw::test {

class FakeCallbackStore : public CallbackStore {
public:
    explicit FakeCallbackStore(FakeStorage& storage) : storage_(storage) {}
    Task<Result<std::vector<CallbackEvent>>> take(std::vector<CallbackWish> wishes, Millis lend_for) override;
    Task<Result<void>> done(AccountId account, MsgId msgid, int seq) override;
    Task<Result<void>> retry(AccountId account, MsgId msgid, int seq, Millis delay) override;
    Task<Result<void>> give_up(AccountId account, MsgId msgid, int seq) override;
    Task<Result<std::set<AccountId>>> disabled() override;
    Task<Result<void>> disable(AccountId account) override;

    std::vector<std::string> said;   // of events, in order: "m1 2 done", "m1 3 again 5000", "m1 3 given up"
    int wished_most = 0;             // of one account at once

private:
    FakeStorage::Stored* hear(const MsgId& msgid, int seq, const std::string& word);
    void settle_up_to(FakeStorage::Stored& stored, int seq);

    FakeStorage& storage_;
};

}   // namespace smsgw::test
