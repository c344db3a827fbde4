#include "redis/pipeline.hpp"

#include "base/log.hpp"
#include "base/task_group.hpp"

namespace smsgw::redis {
namespace {

Task<> keep(Connection& connection, Command command, Result<Reply>& slot) {
    auto reply = co_await connection.call(std::move(command));
    slot = std::move(reply);
}

bool tells_what_is_there(const Reply& error) {
    return error.is_error("WRONGTYPE") || error.is_error("NOGROUP") || error.text == "ERR no such key";
}

Result<void> check(const Reply& reply) {
    if (!reply.is_error() || tells_what_is_there(reply)) return {};
    log::error("redis.refused", {log::f("reason", reply.text)});
    return Errc::storage_unavailable;
}

}   // namespace

Task<Result<std::vector<Reply>>> call_all(Connection& connection, std::vector<Command> commands) {
    std::vector<Result<Reply>> slots(commands.size(), Result<Reply>(Errc::redis_disconnected));
    std::vector<Task<>> calls;
    for (std::size_t i = 0; i < commands.size(); ++i)
        calls.push_back(keep(connection, std::move(commands[i]), slots[i]));
    co_await run_all("redis.call", std::move(calls));
    std::vector<Reply> replies;
    replies.reserve(slots.size());
    for (auto& slot : slots) {
        if (slot.has_error()) co_return Errc::storage_unavailable;
        if (auto checked = check(*slot); checked.has_error()) co_return checked.error();
        replies.push_back(std::move(*slot));
    }
    co_return replies;
}

Task<Result<std::vector<Reply>>> call_at_once(Connection& connection, std::vector<Command> commands) {
    const auto count = commands.size();
    commands.insert(commands.begin(), Command("MULTI"));
    commands.push_back(Command("EXEC"));
    auto replies = co_await call_all(connection, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    auto together = std::move(replies->back().items);
    if (together.size() != count) co_return Errc::redis_reply_unexpected;
    for (const auto& reply : together)
        if (auto checked = check(reply); checked.has_error()) co_return checked.error();
    co_return together;
}

}   // namespace smsgw::redis
