// The port MessageStore on Redis.
#pragma once

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "redis/store_config.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::redis {

class RedisMessageStore : public MessageStore {
public:
    RedisMessageStore(Connection& connection, Clock& clock, Keys keys, StoreConfig config)
        : connection_(connection), clock_(clock), keys_(keys), config_(config) {}

    // Repeats a call whose connection broke, for up to 2 s: it has the same msgid and is stored once.
    Task<Result<Admitted>> admit(NewMessage message) override;
    Task<Result<MessageView>> find(MsgId msgid) override;
    Task<Result<Canceled>> cancel(MsgId msgid) override;

private:
    MsgId make_msgid(const NewMessage& message) const;

    Connection& connection_;
    Clock& clock_;
    Keys keys_;
    StoreConfig config_;
};

}   // namespace smsgw::redis
