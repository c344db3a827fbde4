// The port CallbackStore on Redis, and what a person does with outboxes.
#pragma once

#include <map>
#include <optional>

#include "redis/connection.hpp"
#include "redis/keys.hpp"
#include "smsgw/ports/callback_store.hpp"

namespace smsgw::redis {

class RedisCallbackStore : public CallbackStore {
public:
    // `backlog_max`: of messages in an outbox, per partition; beyond it only the newest event of a message is told.
    RedisCallbackStore(Connection& connection, Clock& clock, Keys keys, std::size_t backlog_max = 100'000)
        : connection_(connection), clock_(clock), keys_(keys), backlog_max_(backlog_max) {}

    // Partitions take turns in going first.
    Task<Result<std::vector<CallbackEvent>>> take(std::vector<CallbackWish> wishes, Millis lend_for) override;
    Task<Result<void>> done(AccountId account, MsgId msgid, int seq) override;
    Task<Result<void>> retry(AccountId account, MsgId msgid, int seq, Millis delay) override;
    Task<Result<void>> give_up(AccountId account, MsgId msgid, int seq) override;
    Task<Result<std::set<AccountId>>> disabled() override;
    Task<Result<void>> disable(AccountId account) override;

    Task<Result<void>> enable(AccountId account);

    struct Outbox {
        std::int64_t waiting = 0;             // messages with events that are not told
        std::optional<WallTime> oldest_due;   // when the first of them is, or was, due
        std::optional<WallTime> disabled_since;
    };
    // Of every account that has untold events or a disabled endpoint. Looks at all keys: for people.
    Task<Result<std::map<AccountId, Outbox>>> outboxes();

    struct Span {
        WallTime since{};
        WallTime until = WallTime::max();
    };
    // Tells a message's events again, from the first one in `span` on; their ids stay. How many; 0 when there is none, the
    // message is gone or it wants no callbacks.
    Task<Result<int>> replay(AccountId account, MsgId msgid, Span span);
    // The same for all messages of an account that are stored. Looks at all keys.
    Task<Result<int>> replay_all(AccountId account, Span span);

private:
    using Sink = std::vector<CallbackEvent>;

    Task<Result<void>> take_from(int partition, std::vector<CallbackWish> wishes, Millis lend_for, Sink& out);
    Task<Result<void>> settle(std::string function, AccountId account, MsgId msgid, int seq,
                              std::string rest);
    Task<Result<Reply>> scan(std::string cursor, std::string pattern);
    Task<Result<void>> look_at(std::string key, std::map<AccountId, Outbox>& found);

    Connection& connection_;
    Clock& clock_;
    Keys keys_;
    std::size_t backlog_max_;
    int next_partition_ = 0;
};

}   // namespace smsgw::redis
