// The port AdmissionStore over the functions of lua/conversion.lua.
#pragma once

#include <set>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/admission_store.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::redis {

class RedisAdmissionStore : public AdmissionStore {
public:
    explicit RedisAdmissionStore(Connection& connection) : connection_(connection) {}

    Task<Result<Told>> tell(ConversionNews news) override;
    Task<Result<Tally>> tally(AccountId account, int max) override;
    Task<Result<AdmissionStatus>> status(AccountId account) override;
    Task<Result<Unblocked>> unblock(AccountId account, std::string rule, std::string subject) override;

    // All that messages were judged for and not long ago. Looks at all keys: for people.
    Task<Result<std::set<AccountId>>> accounts();

    // The judgement alone, for the simulation of attacks: `message` is let in without being stored.
    Task<Result<Admitted>> judge(Message message, AdmissionCheck check);

private:
    Connection& connection_;
};

}   // namespace smsgw::redis
