#include "redis/message_store.hpp"

#include <array>
#include <cstring>

#include "base/crypto.hpp"
#include "domain/msgid.hpp"
#include "redis/calls.hpp"
#include "redis/message_codec.hpp"

namespace smsgw::redis {
namespace {

constexpr Millis admit_budget = std::chrono::seconds{2};

Result<Admitted> read_admitted(const Reply& reply, Message message) {
    const auto& i = reply.items;
    if (i.size() == 1 && i[0].text == "reused") return Errc::idempotency_key_reused;
    if (i.size() == 3 && i[0].text == "new") {
        message.accepted_at = WallTime(Millis(std::stoll(i[1].text)));
        message.expires_at = WallTime(Millis(std::stoll(i[2].text)));
        return Admitted{.kind = AdmitKind::fresh, .message = std::move(message)};
    }
    if (i.size() == 5 && i[0].text == "replay") {
        auto first = decode_message(i[1].text, i[2].text, i[3].text, i[4].text, {});
        if (first.has_error()) return first.error();
        return Admitted{.kind = AdmitKind::replayed, .message = std::move(*first)};
    }
    return Errc::redis_reply_unexpected;
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

Task<Result<Admitted>> RedisMessageStore::admit(NewMessage message) {
    auto& m = message.message;
    m.msgid = make_msgid(message);
    const int partition = partition_of(m.msgid);
    const auto key = Keys::message(m.msgid);
    const auto queue = Keys::ready(partition, m.lane);
    const auto due = Keys::due(partition);
    const auto counters = Keys::counters(partition);
    const auto record = Keys::idempotency(partition, m.account, message.idempotency_key);
    auto command = message.idempotency_key.empty() ? fcall("admit", {key, queue, due, counters})
                                                   : fcall("admit", {key, queue, due, counters, record});
    command << m.msgid.str() << to_text(m.lane) << message.validity.count() << encode_body(m)
            << m.text.reveal() << message.fingerprint << config_.idempotency.count()
            << (m.send_at ? m.send_at->time_since_epoch().count() : 0)
            << (m.on_ambiguous == OnAmbiguous::retry ? "r" : "")
            << (message.callbacks == Callbacks::yes ? Keys::outbox(partition, m.account) : std::string());
    // A repeat with the same msgid stores one message.
    auto reply = co_await call_to_keep(std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return read_admitted(*reply, std::move(m));
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
    Command command("HMGET");
    command << Keys::message(msgid);
    for (const char* field : {"s", "k", "t0", "x", "b", "p", "pid", "ev", "c", "d"}) command << field;
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return decode_view(msgid, *reply);
}

}   // namespace smsgw::redis
