#include "redis/dead_letters.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "base/crypto.hpp"
#include "domain/msgid.hpp"
#include "redis/calls.hpp"
#include "redis/number.hpp"

namespace smsgw::redis {
namespace {

constexpr int page_max = 100;

DeadLetter read_letter(int partition, const Reply& item) {
    DeadLetter letter;
    const DeadLetterId id{partition, EntryId::parse(item.items.at(0).text)};
    letter.id = id.text();
    letter.since = WallTime(Millis(static_cast<std::int64_t>(id.entry.ms)));
    const auto& fields = item.items.at(1).items;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        const auto& value = fields[i + 1].text;
        if (fields[i].text == "m") letter.msgid = value;
        if (fields[i].text == "reason") letter.reason = value;
        if (fields[i].text == "deliveries") letter.deliveries = static_cast<int>(number(value));
    }
    return letter;
}

MsgId another_msgid(int partition, Clock& clock) {
    std::array<unsigned char, 8> bytes;
    random_bytes(bytes);
    std::uint64_t random = 0;
    std::memcpy(&random, bytes.data(), sizeof random);
    return new_msgid(partition, clock.wall_now(), random);
}

}   // namespace

Result<DeadLetterId> DeadLetterId::parse(std::string_view text) {
    DeadLetterId id;
    const auto digits = std::from_chars(text.data(), text.data() + text.size(), id.partition, 16);
    if (digits.ec != std::errc{} || id.partition < 0 || id.partition > 255) return Errc::not_found;
    const auto colon = static_cast<std::size_t>(digits.ptr - text.data());
    if (colon == text.size()) return Errc::not_found;
    id.entry = EntryId::parse(text.substr(colon + 1));
    if (id.text() != text) return Errc::not_found;   // one spelling only
    return id;
}

std::string DeadLetterId::text() const {
    return Keys::tag(partition).substr(1, 2) + ":" + entry.text();
}

Task<Result<std::vector<DeadLetter>>> DeadLetters::read(int partition, std::string from, std::string to) {
    Command command("XRANGE");
    command << Keys::dead_letters(partition) << from << to << "COUNT" << page_max;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    std::vector<DeadLetter> letters;
    for (const auto& item : reply->items) {
        if (item.items.size() != 2) co_return Errc::redis_reply_unexpected;
        letters.push_back(read_letter(partition, item));
    }
    for (auto& letter : letters) {
        const auto msgid = read_msgid(letter.msgid);
        if (msgid.has_error()) continue;
        auto view = co_await messages_.find(*msgid);
        if (view.has_value())
            letter.message = std::move(*view);
        else if (view.error() == Errc::storage_unavailable)
            co_return view.error();
    }
    co_return letters;
}

Task<Result<std::vector<DeadLetter>>> DeadLetters::page(std::string after) {
    DeadLetterId last;
    if (const auto named = DeadLetterId::parse(after); named.has_value()) last = *named;
    auto letters = co_await read(last.partition, "(" + last.entry.text(), "+");
    while (letters.has_value() && letters->empty() && ++last.partition < partitions_)
        letters = co_await read(last.partition, "-", "+");
    co_return letters;
}

Task<Result<DeadLetter>> DeadLetters::find(std::string id) {
    const auto named = DeadLetterId::parse(id);
    if (named.has_error() || named->partition >= partitions_) co_return Errc::not_found;
    auto letters = co_await read(named->partition, named->entry.text(), named->entry.text());
    if (letters.has_error()) co_return letters.error();
    if (letters->empty()) co_return Errc::not_found;
    co_return std::move(letters->front());
}

Task<Result<SmsText>> DeadLetters::text(MsgId msgid) {
    auto reply = co_await call_function(connection_, Command("HGET") << Keys::message(msgid) << "t");
    if (reply.has_error()) co_return reply.error();
    co_return SmsText(std::move(reply->text));
}

Task<Result<Replayed>> DeadLetters::replay(DeadLetter letter) {
    Replayed replayed;
    const auto id = DeadLetterId::parse(letter.id);
    if (id.has_error()) co_return replayed;
    if (!letter.message) {
        replayed.outcome = Replay::erased;
        co_return replayed;
    }
    const auto& message = letter.message->message;
    const int partition = id->partition;
    replayed.msgid = another_msgid(partition, clock_);
    auto command = fcall("dlq_replay", {Keys::message(message.msgid), Keys::message(replayed.msgid),
                                        Keys::ready(partition, message.lane), Keys::dead_letters(partition),
                                        Keys::counters(partition)});
    command << id->entry.text() << replayed.msgid.str();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->text != "ok" && reply->text != "gone" && reply->text != "erased")
        co_return Errc::redis_reply_unexpected;
    replayed.outcome = reply->text == "ok"     ? Replay::done
                       : reply->text == "gone" ? Replay::gone
                                               : Replay::erased;
    co_return replayed;
}

Task<Result<Discard>> DeadLetters::discard(DeadLetter letter) {
    const auto id = DeadLetterId::parse(letter.id);
    if (id.has_error()) co_return Discard::gone;
    const int partition = id->partition;
    auto command =
        fcall("dlq_discard", {Keys::message_prefix(partition) + letter.msgid, Keys::dead_letters(partition)});
    command << id->entry.text();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->text != "ok" && reply->text != "gone") co_return Errc::redis_reply_unexpected;
    co_return reply->text == "ok" ? Discard::done : Discard::gone;
}

}   // namespace smsgw::redis
