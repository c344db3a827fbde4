// Takes the events of the account "shop" and settles them, as a station does; and messages that have some.
#pragma once

#include <string>
#include <vector>

#include "support/storage_bench.hpp"

namespace smsgw::test {

inline const AccountId shop{"shop"};

inline Message admit_with_callbacks(StorageBench& s, Callbacks callbacks = Callbacks::yes) {
    auto message = a_new_message();
    message.callbacks = callbacks;
    return s.admit(std::move(message));
}

// Admitted, submitted, delivered: events 2 to 4.
inline Message deliver_with_callbacks(StorageBench& s) {
    auto message = admit_with_callbacks(s);
    s.settle(s.begun(s.lease_one()), accepted_as());
    s.report(MsgStatus::delivered);
    return message;
}

class OutboxReader {
public:
    static constexpr Millis lend_for = std::chrono::seconds{60};

    explicit OutboxReader(StorageBench& bench) : OutboxReader(bench, bench.outbox()) {}
    OutboxReader(StorageBench& bench, CallbackStore& outbox) : bench_(bench), outbox_(outbox) {}

    std::vector<CallbackEvent> take(int max = 10, const AccountId& account = shop) {
        std::vector<CallbackWish> wishes;
        wishes.push_back({.account = account, .max = max});
        return value_of(bench_.run(outbox_.take(std::move(wishes), lend_for)));
    }
    // "2 submitting", or how many events there are, when it is not one.
    std::string next() {
        const auto taken = take();
        if (taken.size() != 1) return std::to_string(taken.size()) + " events";
        last = taken[0];
        return std::to_string(last.event.seq) + " " + std::string(to_text(last.event.status));
    }
    // What becomes of the last one.
    void done() { value_of(bench_.run(outbox_.done(shop, last.view.message.msgid, last.event.seq))); }
    void retry(Millis delay) {
        value_of(bench_.run(outbox_.retry(shop, last.view.message.msgid, last.event.seq, delay)));
    }
    void give_up() { value_of(bench_.run(outbox_.give_up(shop, last.view.message.msgid, last.event.seq))); }

    CallbackEvent last{.view = {.message = a_message()}, .event = {}};

private:
    StorageBench& bench_;
    CallbackStore& outbox_;
};

}   // namespace smsgw::test
