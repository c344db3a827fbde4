#include "redis/callback_store.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "redis/calls.hpp"
#include "redis/message_codec.hpp"
#include "redis/number.hpp"

namespace smsgw::redis {
namespace {

constexpr Millis settle_budget = std::chrono::seconds{2};   // then the loan's end settles it

WallTime time_of(std::string_view millis) {
    return WallTime(Millis(number(millis)));
}

Result<CallbackEvent> decode(const Reply& item) {
    if (item.items.size() != 4) return Errc::redis_reply_unexpected;
    auto view = decode_view(MsgId(item.items[0].text), item.items[3]);
    if (view.has_error()) return view.error();
    const auto seq = item.items[1].integer;
    const auto& events = view->events;
    const auto found =
        std::find_if(events.begin(), events.end(), [&](const StatusEvent& e) { return e.seq == seq; });
    if (found == events.end()) return Errc::redis_reply_unexpected;
    auto event = *found;
    return CallbackEvent{.view = std::move(*view),
                         .event = std::move(event),
                         .tries = static_cast<int>(item.items[2].integer)};
}

void tell_losses(int partition, const Reply& gone, const Reply& collapsed) {
    if (gone.integer > 0)
        log::error("callback.message_gone", {log::f("partition", partition), log::f("count", gone.integer)});
    if (collapsed.integer > 0)
        log::warn("callback.collapsed", {log::f("partition", partition), log::f("count", collapsed.integer)});
}

}   // namespace

Task<Result<void>> RedisCallbackStore::take_from(int partition, std::vector<CallbackWish> wishes,
                                                 Millis lend_for, Sink& out) {
    std::vector<std::string> keys{Keys::message_prefix(partition), Keys::counters(partition)};
    for (const auto& wish : wishes) keys.push_back(Keys::outbox(partition, wish.account));
    auto command = fcall("cb_take", keys);
    command << lend_for.count() << backlog_max_;
    for (const auto& wish : wishes) command << wish.max;
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 3) co_return Errc::redis_reply_unexpected;
    tell_losses(partition, reply->items[0], reply->items[1]);
    for (const auto& item : reply->items[2].items) {
        auto event = decode(item);
        if (event.has_value())
            out.push_back(std::move(*event));
        else   // left lent: it comes again, visible in the log each time, until somebody looks
            log::error("callback.undecodable",
                       {log::f("msgid", item.items.empty() ? "" : item.items[0].text)});
    }
    co_return Result<void>();
}

Task<Result<std::vector<CallbackEvent>>> RedisCallbackStore::take(std::vector<CallbackWish> wishes,
                                                                  Millis lend_for) {
    Sink all;
    for (int i = 0; i < keys_.partitions(); ++i) {
        std::erase_if(wishes, [](const CallbackWish& wish) { return wish.max <= 0; });
        if (wishes.empty()) break;
        const auto before = all.size();
        const int partition = (next_partition_ + i) % keys_.partitions();
        const auto taken = co_await take_from(partition, wishes, lend_for, all);
        if (taken.has_error()) {
            if (all.empty()) co_return taken.error();
            break;   // what is in our hands is told
        }
        for (auto at = before; at < all.size(); ++at)
            for (auto& wish : wishes)
                if (wish.account == all[at].view.message.account) --wish.max;
    }
    next_partition_ = (next_partition_ + 1) % keys_.partitions();
    co_return all;
}

Task<Result<void>> RedisCallbackStore::settle(std::string function, AccountId account, MsgId msgid, int seq,
                                              std::string rest) {
    const int partition = partition_of(msgid);
    auto command =
        fcall(function, {Keys::message(msgid), Keys::outbox(partition, account), Keys::counters(partition)});
    command << msgid.str() << seq << rest;
    const auto reply = co_await call_repeatable(connection_, clock_, std::move(command), settle_budget);
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<void>> RedisCallbackStore::done(AccountId account, MsgId msgid, int seq) {
    return settle("cb_done", std::move(account), std::move(msgid), seq, {});
}

Task<Result<void>> RedisCallbackStore::retry(AccountId account, MsgId msgid, int seq, Millis delay) {
    return settle("cb_retry", std::move(account), std::move(msgid), seq, std::to_string(delay.count()));
}

Task<Result<void>> RedisCallbackStore::give_up(AccountId account, MsgId msgid, int seq) {
    return settle("cb_give_up", std::move(account), std::move(msgid), seq, {});
}

Task<Result<std::set<AccountId>>> RedisCallbackStore::disabled() {
    const auto reply = co_await call_function(connection_, Command("HKEYS") << Keys::disabled_callbacks());
    if (reply.has_error()) co_return reply.error();
    std::set<AccountId> all;
    for (const auto& item : reply->items) all.emplace(item.text);
    co_return all;
}

Task<Result<void>> RedisCallbackStore::disable(AccountId account) {
    const auto now = clock_.wall_now().time_since_epoch().count();
    auto command = Command("HSETNX") << Keys::disabled_callbacks() << account.str() << now;
    const auto reply = co_await call_repeatable(connection_, clock_, std::move(command), settle_budget);
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<void>> RedisCallbackStore::enable(AccountId account) {
    const auto reply =
        co_await call_function(connection_, Command("HDEL") << Keys::disabled_callbacks() << account.str());
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<Reply>> RedisCallbackStore::scan(std::string cursor, std::string pattern) {
    auto reply = co_await call_function(
        connection_, Command("SCAN") << cursor << "MATCH" << pattern << "COUNT" << scan_count);
    if (reply.has_value() && reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
    co_return reply;
}

Task<Result<void>> RedisCallbackStore::look_at(std::string key, std::map<AccountId, Outbox>& found) {
    const auto count = co_await call_function(connection_, Command("ZCARD") << key);
    if (count.has_error()) co_return count.error();
    const auto first =
        co_await call_function(connection_, Command("ZRANGE") << key << 0 << 0 << "WITHSCORES");
    if (first.has_error()) co_return first.error();
    auto& outbox = found[AccountId(key.substr(key.find("cb:") + 3))];
    outbox.waiting += count->integer;
    if (first->items.size() != 2) co_return Result<void>();
    const auto due = time_of(first->items[1].text);
    outbox.oldest_due = std::min(outbox.oldest_due.value_or(due), due);
    co_return Result<void>();
}

Task<Result<std::map<AccountId, RedisCallbackStore::Outbox>>> RedisCallbackStore::outboxes() {
    std::map<AccountId, Outbox> found;
    std::set<std::string> keys;   // a scan may name a key twice
    std::string cursor = "0";
    do {
        const auto page = co_await scan(cursor, "{??}cb:*");
        if (page.has_error()) co_return page.error();
        cursor = page->items[0].text;
        for (const auto& key : page->items[1].items) keys.insert(key.text);
    } while (cursor != "0");
    for (const auto& key : keys) {
        const auto looked = co_await look_at(key, found);
        if (looked.has_error()) co_return looked.error();
    }
    const auto off = co_await call_function(connection_, Command("HGETALL") << Keys::disabled_callbacks());
    if (off.has_error()) co_return off.error();
    for (std::size_t i = 0; i + 1 < off->items.size(); i += 2)
        found[AccountId(off->items[i].text)].disabled_since = time_of(off->items[i + 1].text);
    co_return found;
}

Task<Result<int>> RedisCallbackStore::replay(AccountId account, MsgId msgid, Span span) {
    auto command = fcall("cb_replay", {Keys::message(msgid), Keys::outbox(partition_of(msgid), account)});
    command << msgid.str() << span.since.time_since_epoch().count() << span.until.time_since_epoch().count();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return static_cast<int>(reply->integer);
}

Task<Result<int>> RedisCallbackStore::replay_all(AccountId account, Span span) {
    int events = 0;
    std::string cursor = "0";
    do {
        const auto page = co_await scan(cursor, "{??}m:*");
        if (page.has_error()) co_return page.error();
        cursor = page->items[0].text;
        for (const auto& key : page->items[1].items) {
            const auto msgid = read_msgid(key.text.substr(key.text.find(':') + 1));
            if (msgid.has_error()) continue;
            const auto told = co_await replay(account, *msgid, span);
            if (told.has_error()) co_return told.error();
            events += *told;
        }
    } while (cursor != "0");
    co_return events;
}

}   // namespace smsgw::redis
