// The ports on storage in memory.
#include "support/fake_storage.hpp"

#include <algorithm>

namespace smsgw::test {

Task<Result<Admitted>> FakeMessageStore::admit(NewMessage message) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto key = message.message.account.str() + ":" + message.idempotency_key;
    const auto known = storage_.idempotency.find(key);
    if (!message.idempotency_key.empty() && known != storage_.idempotency.end()) {
        if (known->second.second != message.fingerprint) co_return Errc::idempotency_key_reused;
        auto first = storage_.messages.at(known->second.first).view.message;
        co_return Admitted{.kind = AdmitKind::replayed, .message = std::move(first)};
    }
    if (message.check) storage_.checks.push_back(*message.check);
    if (storage_.denial && !(storage_.denial->action == RuleAction::challenge && message.check->challenge_passed))
        co_return Admitted{.kind = AdmitKind::denied, .message = message.message, .denial = *storage_.denial};
    auto& m = message.message;
    if (storage_.suppressed(m.account, m.to)) co_return Errc::recipient_suppressed;
    auto number = std::to_string(storage_.messages.size() + 1);
    m.msgid = MsgId("m_00" + std::string(20 - number.size(), '0') + number);
    m.accepted_at = storage_.clock.wall;
    m.expires_at = storage_.clock.wall + message.validity;
    if (!message.idempotency_key.empty()) storage_.idempotency[key] = {m.msgid.str(), message.fingerprint};
    if (m.is_scheduled()) m.expires_at = *m.send_at + message.validity;
    const auto status = m.is_scheduled() ? MsgStatus::scheduled : MsgStatus::queued;
    FakeStorage::Stored stored{.view = {.message = m,
                                        .status = status,
                                        .events = {{.seq = 1, .at = m.accepted_at, .status = status}}},
                               .text = m.text,
                               .callbacks = message.callbacks};
    stored.view.message.text = SmsText();
    const auto added = storage_.messages.emplace(m.msgid.str(), std::move(stored)).first;
    if (m.is_scheduled())
        storage_.set_due(added->second, *m.send_at - storage_.clock.wall);
    else
        storage_.make_ready(added->first, added->second);
    co_return Admitted{.kind = AdmitKind::fresh, .message = std::move(m), .notes = {.rate_slack = storage_.rate_slack}};
}

Task<Result<MessageView>> FakeMessageStore::find(MsgId msgid) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto found = storage_.messages.find(msgid.str());
    if (found == storage_.messages.end()) co_return Errc::not_found;
    auto view = found->second.view;
    view.attempts = found->second.attempts;
    co_return view;
}

Task<Result<std::vector<MessageView>>> FakeMessageStore::list(AccountId account, Reference reference,
                                                              int max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<MessageView> views;
    // msgids of this storage grow
    for (auto it = storage_.messages.rbegin(); it != storage_.messages.rend(); ++it) {
        const auto& message = it->second.view.message;
        if (message.account != account || message.reference != reference) continue;
        if (std::ssize(views) < max) views.push_back(it->second.view);
    }
    co_return views;
}

Task<Result<Usage>> FakeMessageStore::usage(AccountId account) {
    using namespace std::chrono;
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto today = floor<days>(storage_.clock.wall);
    const year_month_day date{today};
    Usage usage;
    for (const auto& [msgid, stored] : storage_.messages) {
        const auto& message = stored.view.message;
        if (message.account != account) continue;
        if (message.accepted_at >= today) ++usage.today;
        if (message.accepted_at >= sys_days(date.year() / date.month() / 1)) ++usage.this_month;
    }
    co_return usage;
}

Task<Result<Canceled>> FakeMessageStore::cancel(MsgId msgid) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto found = storage_.messages.find(msgid.str());
    if (found == storage_.messages.end()) co_return Errc::not_found;
    auto& stored = found->second;
    if (stored.view.status == MsgStatus::canceled) co_return Canceled::yes;
    if (rank(stored.view.status) > rank(MsgStatus::queued) || stored.unlearned) co_return Canceled::late;
    storage_.finish(stored, MsgStatus::canceled, "", "");
    co_return Canceled::yes;
}

std::vector<Lease> FakeWorkQueue::lend(Lane lane, int max) {
    std::vector<Lease> leases;
    for (const auto& msgid : storage_.order) {
        auto& stored = storage_.messages.at(msgid);
        const bool waits = stored.ready && stored.lent_to.empty() &&
                           (stored.view.status == MsgStatus::queued || storage_.is_hedge(stored));
        if (!waits || stored.view.message.lane != lane || static_cast<int>(leases.size()) >= max) continue;
        leases.push_back(FakeStorage::lend(stored, consumer_));
    }
    return leases;
}

Task<Result<std::vector<Lease>>> FakeWorkQueue::lease(int max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<Lease> all;
    const int share = max / 8;
    const auto take = [&](Lane lane, int count) {
        auto some = lend(lane, count - static_cast<int>(all.size()));
        std::move(some.begin(), some.end(), std::back_inserter(all));
    };
    take(Lane::otp, max - 2 * share);
    take(Lane::normal, max - share);
    take(Lane::bulk, max);
    take(Lane::otp, max);
    co_return all;
}

Task<Result<std::optional<Lease>>> FakeWorkQueue::reclaim() {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    for (auto& [msgid, stored] : storage_.messages) {
        if (!stored.ready || stored.lent_to.empty()) continue;
        if (stored.view.status == MsgStatus::queued) {
            if (stored.deliveries < FakeStorage::deliveries_max)
                co_return std::optional<Lease>(FakeStorage::lend(stored, consumer_));
            auto text = stored.text;
            storage_.finish(stored, MsgStatus::rejected, "", "poison");
            stored.text = std::move(text);
            storage_.dead_letters.push_back(msgid);
        } else if (stored.view.status == MsgStatus::submitting && storage_.clock.wall >= stored.begun_until) {
            storage_.hold(stored, std::chrono::hours{24}, "lease_ended");
        }
    }
    co_return std::optional<Lease>();
}

Task<> FakeWorkQueue::wait() {
    co_await storage_.clock.sleep_until(storage_.clock.mono + wait_time);
}

Task<Result<Begun>> FakeWorkQueue::begin(Lease lease, NewAttempt attempt) {
    if (storage_.on_begin) storage_.on_begin();
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(lease.message.msgid.str());
    const bool hedge = storage_.is_hedge(stored);
    if (stored.view.status != MsgStatus::queued && !hedge) co_return Begun::lost;
    if (stored.attempts != lease.attempts || !FakeStorage::is_lent(stored, lease)) co_return Begun::lost;
    if (storage_.clock.wall >= stored.view.message.expires_at) {
        if (!hedge) storage_.finish(stored, MsgStatus::expired, "", "");
        co_return Begun::expired;
    }
    const auto& message = stored.view.message;
    if (storage_.suppressed(message.account, message.to)) {
        if (!hedge) storage_.finish(stored, MsgStatus::rejected, "", "suppressed");
        if (hedge) stored.hedge = FakeStorage::Stored::Hedge::none;
        if (hedge) stored.text = SmsText();
        co_return Begun::suppressed;
    }
    ++stored.attempts;
    stored.tries[stored.attempts] = {.begun_at = storage_.clock.wall, .price = attempt.estimate};
    if (hedge) {
        stored.hedge = FakeStorage::Stored::Hedge::begun;
        stored.view.duplicate_possible = true;
        stored.text = SmsText();
        co_return Begun::go;
    }
    stored.view.provider = attempt.provider.str();
    stored.begun_until = storage_.clock.wall + attempt.budget;
    storage_.move(stored, MsgStatus::submitting, stored.attempts, attempt.provider.str(), "");
    co_return Begun::go;
}

void FakeWorkQueue::put_back(FakeStorage::Stored& stored, bool begun, const ProviderId& provider,
                             Millis delay, const std::string& error) {
    if (begun) {
        storage_.move(stored, MsgStatus::queued, stored.attempts, provider.str(), error);
        stored.last_delay = delay;
    }
    storage_.set_due(stored, std::min(delay, stored.view.message.expires_at - storage_.clock.wall));
}

Task<Result<void>> FakeWorkQueue::settle(Lease lease, ProviderId provider, Settlement settlement) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(lease.message.msgid.str());
    const auto status = stored.view.status;
    if (const auto* rejected = std::get_if<SettleRejected>(&settlement)) {
        const auto& message = stored.view.message;
        storage_.learn({message.account, message.to, message.msgid, provider, rejected->fault});
    }
    if (const auto* submitted = std::get_if<SettleSubmitted>(&settlement)) {
        storage_.settle_submitted(stored, lease.attempts, provider, *submitted);
        co_return Result<void>();
    }
    using Hedge = FakeStorage::Stored::Hedge;
    if (storage_.is_hedge(stored) && stored.attempts == lease.attempts) {
        const auto* later = std::get_if<SettleRetryAt>(&settlement);
        stored.hedge = later != nullptr ? Hedge::wanted : Hedge::none;
        stored.lent_to.clear();
        if (later != nullptr)
            stored.due = std::min(storage_.clock.wall + later->delay, stored.window_ends);
        else
            stored.text = SmsText();
        co_return Result<void>();
    }
    storage_.end_hedge(stored, lease.attempts);
    const bool begun = status == MsgStatus::submitting;
    if ((!begun && status != MsgStatus::queued) || stored.attempts != lease.attempts)
        co_return Result<void>();
    if (!begun && !FakeStorage::is_lent(stored, lease)) co_return Result<void>();
    if (const auto* retry = std::get_if<SettleRetryAt>(&settlement)) {
        put_back(stored, begun, provider, retry->delay, retry->error);
    } else if (const auto* repeat = std::get_if<SettleRepeatAt>(&settlement)) {
        put_back(stored, begun, provider, repeat->delay, repeat->error);
        stored.repeat_through = provider;
        if (stored.repeated_from == 0) stored.repeated_from = lease.attempts;
        stored.unlearned = true;
    } else if (const auto* unknown = std::get_if<SettleUnknown>(&settlement)) {
        if (begun) storage_.hold(stored, unknown->hold, unknown->error);
    } else if (const auto* rejected = std::get_if<SettleRejected>(&settlement)) {
        storage_.finish(stored, MsgStatus::rejected, provider.str(), rejected->error);
    } else {
        storage_.finish(stored, MsgStatus::failed, provider.str(), std::get<SettleFailed>(settlement).error);
    }
    co_return Result<void>();
}

Task<Result<Applied>> FakeReportStore::apply(MsgId msgid, int attempt, ProviderId provider,
                                             DeliveryReport report) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    co_return storage_.apply(msgid.str(), attempt, provider.str(), report);
}

Task<Result<Applied>> FakeReportStore::apply(ProviderId provider, DeliveryReport report) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto name = FakeStorage::member(provider, report.provider_msgid);
    const auto known = storage_.index.find(name);
    if (known != storage_.index.end())
        co_return storage_.apply(known->second.first, known->second.second, provider.str(), report);
    auto& list = storage_.parked[name];
    if (list.size() >= 16) co_return Applied::dropped;
    list.push_back(std::move(report));
    co_return Applied::parked;
}

Task<Result<Promoted>> FakeReportStore::promote(int max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    Promoted promoted;
    for (auto& [msgid, stored] : storage_.messages) {
        if (!stored.has_due || stored.due > storage_.clock.wall || promoted.moved >= max) continue;
        ++promoted.moved;
        const auto status = stored.view.status;
        stored.has_due = false;
        const bool waits = status == MsgStatus::queued || status == MsgStatus::scheduled;
        if (waits && storage_.clock.wall < stored.view.message.expires_at) {
            if (status == MsgStatus::scheduled) storage_.move(stored, MsgStatus::queued, 0, "", "");
            storage_.make_ready(msgid, stored);
        } else if (waits) {
            storage_.finish(stored, MsgStatus::expired, "", "");
        } else if (stored.hedge == FakeStorage::Stored::Hedge::wanted &&
                   storage_.clock.wall < stored.window_ends) {
            const bool wanted =
                rank(status) <= rank(MsgStatus::sent) && storage_.clock.wall < stored.view.message.expires_at;
            if (wanted) storage_.make_ready(msgid, stored);
            if (!wanted) stored.text = SmsText();
            stored.hedge = wanted ? FakeStorage::Stored::Hedge::ready : FakeStorage::Stored::Hedge::none;
            stored.has_due = true;
            stored.due = stored.window_ends;
        } else if (status == MsgStatus::unknown) {
            if (storage_.promote_held(stored, promoted)) storage_.make_ready(msgid, stored);
        } else if (!storage_.end_hedge(stored, stored.attempts)) {
            storage_.move(stored, MsgStatus::dlr_timeout, stored.attempts, stored.view.provider, "");
            storage_.rest(stored);
        }
    }
    co_return promoted;
}

Task<Result<void>> FakeReportStore::never_came(Held held, int attempts_max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(held.msgid.str());
    if (stored.view.status != MsgStatus::unknown || stored.attempts != held.attempt) co_return Result<void>();
    if (held.attempt >= attempts_max) {
        storage_.finish(stored, MsgStatus::failed, held.provider.str(), "never_came");
    } else {
        storage_.move(stored, MsgStatus::queued, held.attempt, held.provider.str(), "never_came");
        storage_.set_due(stored, Millis{0});
    }
    co_return Result<void>();
}

Task<Result<void>> FakeReportStore::came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(held.msgid.str());
    SettleSubmitted submitted{.ids = std::move(ids), .report_window = storage_.report_window};
    storage_.settle_submitted(stored, held.attempt, held.provider, submitted);
    storage_.apply(held.msgid.str(), held.attempt, held.provider.str(), report);
    co_return Result<void>();
}

}   // namespace smsgw::test
