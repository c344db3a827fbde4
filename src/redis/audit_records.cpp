// The records beside the messages: idempotency keys, provider msgids, parked reports.
#include <charconv>

#include "redis/audit_walk.hpp"

namespace smsgw::redis {
namespace {

// "<msgid> <something>", as idempotency and index records are written.
struct Record {
    std::string msgid;
    std::string rest;
};

Record read_record(const Reply& value) {
    const auto space = value.text.find(' ');
    if (space == std::string::npos) return {};
    return {value.text.substr(0, space), value.text.substr(space + 1)};
}

int partition_of_key(const std::string& key) {
    int partition = 0;
    std::from_chars(key.data() + 1, key.data() + 3, partition, 16);
    return partition;
}

// The key of the message that a record names; it exists nowhere when the record names none.
std::string message_key(const Record& record) {
    const auto msgid = read_msgid(record.msgid);
    return msgid.has_value() ? Keys::message(*msgid) : std::string();
}

Task<Result<std::vector<Reply>>> get_all(Connection& connection, const std::vector<std::string>& keys) {
    std::vector<Command> commands;
    for (const auto& key : keys) commands.push_back(Command("GET") << key);
    return call_all(connection, std::move(commands));
}

}   // namespace

// A record is written with its message and does not live longer than a message at rest is kept, so while there is one
// there is the other.
Task<Result<void>> AuditWalk::judge_idempotency(std::vector<std::string> keys) {
    const auto values = co_await get_all(connection_, keys);
    if (values.has_error()) co_return values.error();
    std::vector<Command> commands;
    for (const auto& value : *values)
        commands.push_back(Command("EXISTS") << message_key(read_record(value)));
    const auto exist = co_await call_all(connection_, std::move(commands));
    if (exist.has_error()) co_return exist.error();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if ((*values)[i].kind == Reply::Kind::nil) continue;   // its time ended
        ++report_.idempotency_records;
        if ((*exist)[i].integer == 1) continue;
        std::vector<Command> look;
        look.push_back(Command("GET") << keys[i]);
        look.push_back(Command("EXISTS") << message_key(read_record((*values)[i])));
        const auto now = co_await call_at_once(connection_, std::move(look));
        if (now.has_error()) co_return now.error();
        if ((*now)[0].text == (*values)[i].text && (*now)[1].integer == 0)
            tell(Breach::idempotency_orphan, keys[i]);
    }
    co_return Result<void>();
}

// The index outlives its message; what it says of one that is left must be true. An attempt is begun before its provider
// msgid is known, and numbers of attempts only grow: read in this order, no change meanwhile is mistaken for a breach.
Task<Result<void>> AuditWalk::judge_index(std::vector<std::string> keys) {
    const auto values = co_await get_all(connection_, keys);
    if (values.has_error()) co_return values.error();
    std::vector<Command> commands;
    for (const auto& value : *values)
        commands.push_back(Command("HMGET") << message_key(read_record(value)) << "s"
                                            << "k");
    const auto attempts = co_await call_all(connection_, std::move(commands));
    if (attempts.has_error()) co_return attempts.error();
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if ((*values)[i].kind == Reply::Kind::nil) continue;
        ++report_.index_records;
        const auto& message = (*attempts)[i].items;
        if (message.size() != 2 || message[0].kind == Reply::Kind::nil) continue;
        int named = 0, begun = 0;
        const auto rest = read_record((*values)[i]).rest;
        std::from_chars(rest.data(), rest.data() + rest.size(), named);
        std::from_chars(message[1].text.data(), message[1].text.data() + message[1].text.size(), begun);
        if (named < 1 || named > begun) tell(Breach::index_mismatch, keys[i]);
    }
    co_return Result<void>();
}

// Parked reports and the time to look at them are written, and deleted, together.
Task<Result<void>> AuditWalk::judge_parked(std::vector<std::string> keys) {
    constexpr std::size_t name_at = 6;   // behind "{00}o:"
    for (const auto& key : keys) {
        std::vector<Command> look;
        look.push_back(Command("EXISTS") << key);
        look.push_back(Command("ZSCORE") << Keys::parked_due(partition_of_key(key)) << key.substr(name_at));
        const auto now = co_await call_at_once(connection_, std::move(look));
        if (now.has_error()) co_return now.error();
        if ((*now)[0].integer == 0) continue;
        ++report_.parked;
        if ((*now)[1].kind == Reply::Kind::nil) tell(Breach::parked_orphan, key);
    }
    co_return Result<void>();
}

}   // namespace smsgw::redis
