#include "support/fake_dead_letter_store.hpp"

#include <algorithm>
#include <utility>

namespace smsgw::test {

Task<Result<std::vector<DeadLetter>>> FakeDeadLetterStore::page(std::string after) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<DeadLetter> letters;
    auto from = storage_.dead_letters.begin();
    if (!after.empty()) from = std::find(from, storage_.dead_letters.end(), after) + 1;
    for (; from != storage_.dead_letters.end(); ++from) letters.push_back(letter(*from));
    co_return letters;
}

Task<Result<DeadLetter>> FakeDeadLetterStore::find(std::string id) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    if (!is_there(id)) co_return Errc::not_found;
    co_return letter(id);
}

Task<Result<Replayed>> FakeDeadLetterStore::replay(DeadLetter letter) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    Replayed replayed;
    if (!is_there(letter.id)) co_return replayed;
    auto& old = storage_.messages.at(letter.msgid);
    replayed.outcome = Replay::erased;
    if (old.text.empty()) co_return replayed;
    NewMessage fresh{.message = old.view.message, .idempotency_key = {}, .fingerprint = {}, .check = {}};
    fresh.message.text = std::exchange(old.text, SmsText());
    fresh.validity = fresh.message.expires_at - fresh.message.accepted_at;
    const auto admitted = co_await messages_.admit(std::move(fresh));
    if (admitted.has_error()) co_return admitted.error();
    std::erase(storage_.dead_letters, letter.id);
    replayed = {Replay::done, admitted->message.msgid};
    co_return replayed;
}

Task<Result<Discard>> FakeDeadLetterStore::discard(DeadLetter letter) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    if (!is_there(letter.id)) co_return Discard::gone;
    std::erase(storage_.dead_letters, letter.id);
    storage_.messages.at(letter.msgid).text = SmsText();
    co_return Discard::done;
}

bool FakeDeadLetterStore::is_there(const std::string& id) const {
    return std::find(storage_.dead_letters.begin(), storage_.dead_letters.end(), id) !=
           storage_.dead_letters.end();
}

DeadLetter FakeDeadLetterStore::letter(const std::string& msgid) const {
    const auto& stored = storage_.messages.at(msgid);
    return {.id = msgid,
            .msgid = msgid,
            .reason = "poison",
            .deliveries = FakeStorage::deliveries_max,
            .since = stored.view.events.back().at,
            .message = stored.view};
}

}   // namespace smsgw::test
