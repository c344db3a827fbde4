// The port MessageStore on Redis.
#pragma once

#include "redis/admission_codec.hpp"
#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "redis/replica_gate.hpp"
#include "redis/store_config.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::redis {

class RedisMessageStore : public MessageStore {
public:
    // `gate`: what is admitted or canceled must be confirmed by a replica, too; null: not so.
    RedisMessageStore(Connection& connection, Clock& clock, Keys keys, StoreConfig config,
                      ReplicaGate* gate = nullptr)
        : connection_(connection), clock_(clock), keys_(keys), config_(config), gate_(gate) {}

    // Repeats a call whose connection broke, for up to 2 s: it has the same msgid and is stored once.
    Task<Result<Admitted>> admit(NewMessage message) override;
    Task<Result<MessageView>> find(MsgId msgid) override;
    Task<Result<std::vector<MessageView>>> list(AccountId account, Reference reference, int max) override;
    Task<Result<Usage>> usage(AccountId account) override;
    Task<Result<Canceled>> cancel(MsgId msgid) override;

private:
    Command admit_command(const NewMessage& message, PolicyText policy) const;
    Task<Result<Reply>> call_to_keep(Command command);
    MsgId make_msgid(const NewMessage& message) const;

    Connection& connection_;
    Clock& clock_;
    Keys keys_;
    StoreConfig config_;
    ReplicaGate* gate_;
};

}   // namespace smsgw::redis
