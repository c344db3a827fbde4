#include "redis/message_store.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <iterator>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "domain/msgid.hpp"
#include "redis/admission_codec.hpp"
#include "redis/calls.hpp"
#include "redis/message_codec.hpp"
#include "redis/number.hpp"
#include "redis/pipeline.hpp"

namespace smsgw::redis {
namespace {

constexpr Millis admit_budget = std::chrono::seconds{2};

Result<Admitted> read_admitted(const Reply& reply, Message message) {
    const auto& i = reply.items;
    if (i.size() == 1 && i[0].text == "reused") return Errc::idempotency_key_reused;
    if (i.size() == 2 && i[0].text == "suppressed") {
        log::info("message.suppressed",
                  {log::f(message.account), log::f(message.to), log::f("reason", i[1].text)});
        return Errc::recipient_suppressed;
    }
    Admitted admitted{.kind = AdmitKind::fresh, .message = std::move(message)};
    if (i.size() >= 3 && i[0].text == "new") {
        admitted.message.accepted_at = WallTime(Millis(std::stoll(i[1].text)));
        admitted.message.expires_at = WallTime(Millis(std::stoll(i[2].text)));
        admitted.notes = read_notes(reply, 3);
        return admitted;
    }
    if (!i.empty() && i[0].text == "denied") {
        auto denial = read_denial(reply);
        if (denial.has_error()) return denial.error();
        admitted.kind = AdmitKind::denied;
        admitted.denial = std::move(*denial);
        return admitted;
    }
    if (i.size() == 5 && i[0].text == "replay") {
        auto first = decode_message(i[1].text, i[2].text, i[3].text, i[4].text, {});
        if (first.has_error()) return first.error();
        admitted.kind = AdmitKind::replayed;
        admitted.message = std::move(*first);
        return admitted;
    }
    return Errc::redis_reply_unexpected;
}

Command find_command(const MsgId& msgid) {
    Command command("HMGET");
    command << Keys::message(msgid);
    for (const char* field : {"s", "k", "t0", "x", "b", "p", "pid", "ev", "c", "d", "pr"}) command << field;
    return command;
}

// A key of another type, which call_all() does not take for an error.
bool any_error(const std::vector<Reply>& replies) {
    return std::any_of(replies.begin(), replies.end(), [](const Reply& reply) { return reply.is_error(); });
}

// From one index per partition: msgid, time, msgid, time…
std::vector<MsgId> newest_first(const std::vector<Reply>& indexes) {
    std::vector<std::pair<std::int64_t, std::string>> entries;
    for (const auto& index : indexes)
        for (std::size_t i = 0; i + 1 < index.items.size(); i += 2)
            entries.emplace_back(number(index.items[i + 1].text), index.items[i].text);
    std::sort(entries.rbegin(), entries.rend());
    if (std::ssize(entries) > listed_max) entries.resize(listed_max);
    std::vector<MsgId> msgids;
    for (auto& [at, msgid] : entries) msgids.emplace_back(std::move(msgid));
    return msgids;
}

// From the answer of the function usage.
void add_usage(Usage& usage, const Reply& reply) {
    using std::chrono::days;
    if (reply.items.empty()) return;
    const auto today = number(reply.items[0].text);
    const std::chrono::year_month_day date{std::chrono::sys_days(days(today))};
    const auto first = today - static_cast<unsigned>(date.day()) + 1;
    for (std::size_t i = 1; i + 1 < reply.items.size(); i += 2) {
        const auto day = number(reply.items[i].text);
        const auto messages = number(reply.items[i + 1].text);
        if (day == today) usage.today += messages;
        if (day >= first) usage.this_month += messages;
    }
}

}   // namespace

// A message with an idempotency key lives in the partition of that key, so that one function call sees both; the others
// are spread by chance. The msgid carries the partition: whoever has it finds the message.
MsgId RedisMessageStore::make_msgid(const NewMessage& message) const {
    std::array<unsigned char, 12> bytes;
    random_bytes(bytes);
    std::uint64_t random = 0;
    std::memcpy(&random, bytes.data(), sizeof random);
    const auto& key = message.idempotency_key;
    const int partition = key.empty() ? bytes[8] % keys_.partitions()
                                      : keys_.partition_for(message.message.account.str() + ":" + key);
    return new_msgid(partition, clock_.wall_now(), random);
}

// A call whose outcome the client is told of, so that it must not be lost.
Task<Result<Reply>> RedisMessageStore::call_to_keep(Command command) {
    // Nothing is written that could not be confirmed: a message would be sent, and the client would repeat it.
    if (gate_ != nullptr && !gate_->open()) co_return Errc::storage_unavailable;
    auto reply = co_await call_repeatable(connection_, clock_, std::move(command), admit_budget);
    if (gate_ == nullptr || reply.has_error()) co_return reply;
    const auto confirmed = co_await gate_->confirm();
    if (confirmed.has_error()) co_return confirmed.error();
    co_return reply;
}

Command RedisMessageStore::admit_command(const NewMessage& message, PolicyText policy) const {
    const auto& m = message.message;
    const int partition = partition_of(m.msgid);
    std::vector<std::string> keys{Keys::message(m.msgid), Keys::ready(partition, m.lane),
                                  Keys::due(partition), Keys::counters(partition),
                                  Keys::usage(partition, m.account)};
    std::string letters = "u";
    if (!message.idempotency_key.empty()) {
        keys.push_back(Keys::idempotency(partition, m.account, message.idempotency_key));
        letters += 'i';
    }
    if (!m.reference.empty()) {
        keys.push_back(Keys::reference(partition, m.account, m.reference));
        letters += 'r';
    }
    if (message.check) {
        keys.push_back(Keys::admission_prefix(m.account));
        letters += 'a';
    }
    keys.insert(keys.end(), {Keys::suppressions(m.account), Keys::suppressions({})});
    letters += "sS";
    const auto index = config_.hold + config_.report_window + config_.retention;
    auto command = fcall("admit", keys);
    command << m.msgid.str() << to_text(m.lane) << message.validity.count() << encode_body(m)
            << m.text.reveal() << message.fingerprint << config_.idempotency.count()
            << (m.send_at ? m.send_at->time_since_epoch().count() : 0)
            << (m.on_ambiguous == OnAmbiguous::retry ? "r" : "") << letters << index.count()
            << (message.callbacks == Callbacks::yes ? Keys::outbox(partition, m.account) : std::string())
            << m.to.digits();
    if (message.check) append_check(command, m.to, m.country, *message.check, policy);
    return command;
}

Task<Result<Admitted>> RedisMessageStore::admit(NewMessage message) {
    message.message.msgid = make_msgid(message);
    // A repeat with the same msgid stores one message.
    auto reply = co_await call_to_keep(admit_command(message, PolicyText::named));
    // A server that was started or took over since: told once, it knows.
    if (reply.has_value() && asks_for_policy(*reply))
        reply = co_await call_to_keep(admit_command(message, PolicyText::whole));
    if (reply.has_error()) co_return reply.error();
    co_return read_admitted(*reply, std::move(message.message));
}

Task<Result<Canceled>> RedisMessageStore::cancel(MsgId msgid) {
    const int partition = partition_of(msgid);
    auto command = fcall("cancel", {Keys::message(msgid), Keys::due(partition), Keys::counters(partition)});
    command << msgid.str() << config_.retention.count();
    auto reply = co_await call_to_keep(std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->text == "canceled") co_return Canceled::yes;
    if (reply->text == "late") co_return Canceled::late;
    co_return Errc::not_found;
}

Task<Result<MessageView>> RedisMessageStore::find(MsgId msgid) {
    auto reply = co_await call_function(connection_, find_command(msgid));
    if (reply.has_error()) co_return reply.error();
    co_return decode_view(msgid, *reply);
}

// One round trip to all partitions for their newest, another one for the messages.
Task<Result<std::vector<MessageView>>> RedisMessageStore::list(AccountId account, Reference reference,
                                                               int max) {
    std::vector<Command> commands;
    for (int p = 0; p < keys_.partitions(); ++p)
        commands.push_back(Command("ZREVRANGE")
                           << Keys::reference(p, account, reference) << 0 << listed_max - 1 << "WITHSCORES");
    const auto indexes = co_await call_all(connection_, std::move(commands));
    if (indexes.has_error()) co_return indexes.error();
    if (any_error(*indexes)) co_return Errc::redis_reply_unexpected;
    const auto msgids = newest_first(*indexes);

    std::vector<Command> finds;
    for (const auto& msgid : msgids) finds.push_back(find_command(msgid));
    const auto found = co_await call_all(connection_, std::move(finds));
    if (found.has_error()) co_return found.error();
    std::vector<MessageView> views;
    for (std::size_t i = 0; i < msgids.size() && std::ssize(views) < max; ++i) {
        auto view = decode_view(msgids[i], (*found)[i]);
        if (view.has_value())
            views.push_back(std::move(*view));
        else if (view.error() != Errc::not_found)   // an entry may outlive its message
            co_return view.error();
    }
    co_return views;
}

Task<Result<Usage>> RedisMessageStore::usage(AccountId account) {
    std::vector<Command> commands;
    for (int p = 0; p < keys_.partitions(); ++p)
        commands.push_back(fcall("usage", {Keys::usage(p, account)}));
    const auto replies = co_await call_all(connection_, std::move(commands));
    if (replies.has_error()) co_return replies.error();
    if (any_error(*replies)) co_return Errc::redis_reply_unexpected;
    Usage usage;
    for (const auto& reply : *replies) add_usage(usage, reply);
    co_return usage;
}

}   // namespace smsgw::redis
