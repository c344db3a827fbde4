#include "support/fake_storage.hpp"

#include <algorithm>

namespace smsgw::test {
std::string FakeStorage::member(const ProviderId& provider, const ProviderMsgId& id) {
    return provider.str() + ":" + id.str();
}

void FakeStorage::move(Stored& stored, MsgStatus status, int attempt, std::string provider, std::string error,
                       std::string provider_time) {
    auto& events = stored.view.events;
    stored.view.status = status;
    events.push_back({.seq = static_cast<int>(events.size()) + 1,
                      .at = clock.wall,
                      .status = status,
                      .attempt = attempt,
                      .provider = std::move(provider),
                      .provider_time = std::move(provider_time),
                      .error = std::move(error)});
}

void FakeStorage::set_due(Stored& stored, Millis span) {
    stored.ready = false;
    stored.lent_to.clear();
    stored.has_due = true;
    stored.due = clock.wall + span;
}

void FakeStorage::make_ready(const std::string& msgid, Stored& stored) {
    stored.ready = true;
    stored.has_due = false;
    stored.deliveries = 0;
    ++stored.entry;
    std::erase(order, msgid);
    order.push_back(msgid);
}

Lease FakeStorage::lend(Stored& stored, const std::string& consumer) {
    stored.lent_to = consumer;
    ++stored.deliveries;
    Lease lease{.message = stored.view.message,
                .entry = std::to_string(stored.entry),
                .attempts = stored.attempts,
                .last_delay = stored.last_delay,
                .repeat_through = stored.repeat_through};
    lease.message.text = stored.text;
    return lease;
}

void FakeStorage::rest(Stored& stored) {
    stored.ready = false;
    stored.lent_to.clear();
    stored.has_due = false;
    stored.text = SmsText();
}

void FakeStorage::finish(Stored& stored, MsgStatus status, std::string provider, std::string error) {
    move(stored, stored.unlearned ? MsgStatus::unconfirmed : status, stored.attempts, std::move(provider),
         std::move(error));
    rest(stored);
}

void FakeStorage::hold(Stored& stored, Millis span, std::string error) {
    move(stored, MsgStatus::unknown, stored.attempts, stored.view.provider, std::move(error));
    const bool again = stored.view.message.on_ambiguous == OnAmbiguous::retry && !stored.unlearned;
    const auto first = again ? std::chrono::seconds{10} : std::chrono::seconds{15};
    set_due(stored, std::min<Millis>(span, first));
    stored.hold_ends = clock.wall + span;
    stored.looks = 0;
}

bool FakeStorage::promote_held(Stored& stored, Promoted& promoted) {
    constexpr std::chrono::seconds after[] = {std::chrono::seconds{45}, std::chrono::seconds{240}};
    if (clock.wall >= stored.hold_ends) {
        finish(stored, MsgStatus::unconfirmed, stored.view.provider, "");
        return false;
    }
    const auto& message = stored.view.message;
    if (message.on_ambiguous == OnAmbiguous::retry && !stored.unlearned && clock.wall < message.expires_at) {
        stored.unlearned = stored.view.duplicate_possible = true;
        move(stored, MsgStatus::queued, stored.attempts, stored.view.provider, "on_ambiguous_retry");
        return true;
    }
    const auto left = stored.hold_ends - clock.wall;
    set_due(stored, stored.looks < 2 ? std::min<Millis>(left, after[stored.looks]) : left);
    ++stored.looks;
    promoted.held.push_back({message.msgid, stored.attempts, ProviderId(stored.view.provider)});
    return false;
}

Applied FakeStorage::apply(const std::string& msgid, int attempt, const std::string& provider,
                           const DeliveryReport& report) {
    const auto found = messages.find(msgid);
    if (found == messages.end()) return Applied::unknown;
    auto& stored = found->second;
    const auto now = stored.view.status;
    const bool earlier = attempt < stored.attempts && stored.repeat_through.empty();
    if (earlier) stored.view.duplicate_possible = true;
    if (!may_become(now, report.status)) return Applied::no_change;
    if (earlier && row_of(now).finality == Finality::live && report.status != MsgStatus::delivered)
        return Applied::no_change;
    move(stored, report.status, attempt, provider, report.error, report.provider_time);
    if (now == MsgStatus::undelivered) stored.view.corrected = true;
    if (row_of(report.status).finality != Finality::live)
        rest(stored);
    else if (rank(now) < rank(MsgStatus::submitted))
        set_due(stored, report_window);
    return Applied::changed;
}

void FakeStorage::settle_submitted(Stored& stored, int attempt, const ProviderId& provider,
                                   const std::vector<ProviderMsgId>& new_ids, Millis window) {
    const auto msgid = stored.view.message.msgid.str();
    for (const auto& id : new_ids) {
        index.emplace(member(provider, id), std::pair(msgid, attempt));
        auto& ids = stored.view.provider_msgids;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    stored.text = SmsText();
    if (!stored.repeat_through.empty()) stored.unlearned = false;
    if (rank(stored.view.status) < rank(MsgStatus::submitted)) {
        move(stored, MsgStatus::submitted, attempt, provider.str(), "");
        set_due(stored, window);
    }
    for (const auto& id : new_ids) {
        for (const auto& report : parked[member(provider, id)]) apply(msgid, attempt, provider.str(), report);
        parked.erase(member(provider, id));
    }
}

}   // namespace smsgw::test
