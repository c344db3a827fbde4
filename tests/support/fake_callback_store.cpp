#include "support/fake_callback_store.hpp"

#include <algorithm>

namespace smsgw::test {
namespace {

CallbackEvent event_of(const FakeStorage::Stored& stored) {
    auto view = stored.view;
    view.attempts = stored.attempts;
    auto next = view.events.at(static_cast<std::size_t>(stored.settled));   // its number is one more
    return {.view = std::move(view), .event = std::move(next), .tries = stored.tell_tries};
}

}   // namespace

Task<Result<std::vector<CallbackEvent>>> FakeCallbackStore::take(std::vector<CallbackWish> wishes,
                                                                 Millis lend_for) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto now = storage_.clock.wall;
    std::vector<CallbackEvent> events;
    for (const auto& wish : wishes) {
        wished_most = std::max(wished_most, wish.max);
        std::vector<FakeStorage::Stored*> due;
        for (auto& [msgid, stored] : storage_.messages)
            if (stored.view.message.account == wish.account && stored.tell_at && *stored.tell_at <= now)
                due.push_back(&stored);
        std::stable_sort(due.begin(), due.end(), [](auto* a, auto* b) { return *a->tell_at < *b->tell_at; });
        if (std::ssize(due) > wish.max) due.resize(static_cast<std::size_t>(wish.max));
        for (auto* stored : due) {
            stored->tell_at = now + lend_for;
            events.push_back(event_of(*stored));
        }
    }
    co_return events;
}

// The message whose next event has that number, or nothing: then it was settled before.
FakeStorage::Stored* FakeCallbackStore::hear(const MsgId& msgid, int seq, const std::string& word) {
    said.push_back(msgid.str() + " " + std::to_string(seq) + " " + word);
    const auto found = storage_.messages.find(msgid.str());
    if (found == storage_.messages.end()) return nullptr;
    auto& stored = found->second;
    return seq == stored.settled + 1 && seq <= std::ssize(stored.view.events) ? &stored : nullptr;
}

void FakeCallbackStore::settle_up_to(FakeStorage::Stored& stored, int seq) {
    stored.settled = seq;
    stored.tell_tries = 0;
    stored.tell_at.reset();
    if (seq < std::ssize(stored.view.events)) stored.tell_at = storage_.clock.wall;
}

Task<Result<void>> FakeCallbackStore::done(AccountId, MsgId msgid, int seq) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    if (auto* stored = hear(msgid, seq, "done")) settle_up_to(*stored, seq);
    co_return Result<void>();
}

Task<Result<void>> FakeCallbackStore::retry(AccountId, MsgId msgid, int seq, Millis delay) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    if (auto* stored = hear(msgid, seq, "again " + std::to_string(delay.count()))) {
        ++stored->tell_tries;
        stored->tell_at = storage_.clock.wall + delay;
    }
    co_return Result<void>();
}

Task<Result<void>> FakeCallbackStore::give_up(AccountId, MsgId msgid, int seq) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    if (auto* stored = hear(msgid, seq, "given up"))
        settle_up_to(*stored, static_cast<int>(std::ssize(stored->view.events)));
    co_return Result<void>();
}

Task<Result<std::set<AccountId>>> FakeCallbackStore::disabled() {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    co_return storage_.disabled_callbacks;
}

Task<Result<void>> FakeCallbackStore::disable(AccountId account) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    storage_.disabled_callbacks.insert(account);
    co_return Result<void>();
}

}   // namespace smsgw::test
