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
    if (stored.callbacks == Callbacks::yes && !stored.tell_at) stored.tell_at = clock.wall;
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
    Lease lease{
        .message = stored.view.message,
        .entry = std::to_string(stored.entry),
        .attempts = stored.attempts,
        .last_delay = stored.last_delay,
        .repeat_through = stored.repeat_through,
        .hedge_of = stored.hedge == Stored::Hedge::ready ? ProviderId(stored.view.provider) : ProviderId(),
        .last_provider = ProviderId(stored.view.provider)};
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

bool FakeStorage::parts_complete(const Stored& stored, int attempt) {
    const auto& one = stored.tries.at(attempt);
    const auto counted = static_cast<std::size_t>(stored.view.message.segments);
    return one.delivered.size() >= (one.parts > 0 ? one.parts : counted);
}

void FakeStorage::book(Stored& stored, const std::string& provider, const Money& amount, int sign) {
    const auto& message = stored.view.message;
    spend[{message.account.str(), provider, message.country, amount.currency}] += sign * amount.micros;
    auto& price = stored.view.price;
    auto known = std::find_if(price.begin(), price.end(),
                              [&](const Money& money) { return money.currency == amount.currency; });
    if (known == price.end()) known = price.insert(price.end(), {0, amount.currency});
    known->micros += sign * amount.micros;
    std::erase_if(price, [](const Money& money) { return money.micros == 0; });
}

// `what`: the provider and the counts.
void FakeStorage::note_quality(const Stored& stored, int attempt, QualityRow what) {
    what.country = stored.view.message.country;
    what.minute = std::chrono::floor<std::chrono::minutes>(stored.tries.at(attempt).begun_at);
    quality.push_back(std::move(what));
}

void FakeStorage::note_end(Stored& stored, int attempt, const std::string& provider, MsgStatus status) {
    using Step = Stored::Attempt::Step;
    const int payer = stored.payer(attempt);
    const auto found = stored.tries.find(payer);
    if (found == stored.tries.end() || row_of(status).finality == Finality::live) return;
    auto& one = found->second;
    const auto step = status == MsgStatus::delivered ? Step::judged_good : Step::judged_bad;
    if (one.step < Step::accepted || one.step >= step) return;
    QualityRow row;
    row.provider = ProviderId(provider);
    if (one.step == Step::judged_bad) row.undelivered = -1;
    if (step == Step::judged_bad) row.undelivered = 1;
    if (step == Step::judged_good) {
        row.delivered = 1;
        row.latency_sum = std::chrono::duration_cast<Millis>(clock.wall - one.begun_at);
    }
    one.step = step;
    note_quality(stored, payer, std::move(row));
}

void FakeStorage::note_accepted(Stored& stored, int attempt, const std::string& provider,
                                const std::optional<Money>& price) {
    using Step = Stored::Attempt::Step;
    const int payer = stored.payer(attempt);
    const auto found = stored.tries.find(payer);
    if (found == stored.tries.end()) return;
    auto& one = found->second;
    const bool accepted = one.step >= Step::accepted;
    if (price && price != one.price) {
        if (accepted && one.price) book(stored, provider, *one.price, -1);
        one.price = price;
        if (accepted) book(stored, provider, *price, 1);
    }
    if (accepted) return;
    one.step = Step::accepted;
    QualityRow row;
    row.provider = ProviderId(provider);
    row.submitted = 1;
    note_quality(stored, payer, std::move(row));
    if (one.price) book(stored, provider, *one.price, 1);
}

void FakeStorage::arrive(Stored& stored, int attempt, const std::string& provider,
                         const DeliveryReport& report) {
    const auto before = stored.view.status;
    move(stored, report.status, attempt, provider, report.error, report.provider_time);
    if (before == MsgStatus::undelivered) stored.view.corrected = true;
    if (row_of(report.status).finality != Finality::live) {
        const auto& message = stored.view.message;
        if (report.status == MsgStatus::delivered) failures.erase({message.account, message.to.str()});
        rest(stored);
    } else if (rank(before) < rank(MsgStatus::submitted)) {
        set_due(stored, report_window);
    }
}

Applied FakeStorage::apply(const std::string& msgid, int attempt, const std::string& provider,
                           const DeliveryReport& report) {
    const auto found = messages.find(msgid);
    if (found == messages.end()) return Applied::unknown;
    auto& stored = found->second;
    const auto own = stored.tries.find(attempt);
    const auto parts = own != stored.tries.end() && own->second.parts > 0
                           ? own->second.parts
                           : static_cast<std::size_t>(stored.view.message.segments);
    const auto& message = stored.view.message;
    if (stored.view.status != MsgStatus::delivered || report.fault != RecipientFault::invalid)
        learn({message.account, message.to, message.msgid, ProviderId(provider), report.fault});
    const bool of_many = report.covers == DeliveryReport::Covers::part && parts > 1;
    note_accepted(stored, attempt, provider, of_many ? std::nullopt : report.price);
    auto told = report;
    if (told.covers == DeliveryReport::Covers::part && told.status == MsgStatus::delivered) {
        stored.tries[attempt].delivered.insert(told.provider_msgid.str());
        if (!parts_complete(stored, attempt)) told.status = MsgStatus::sent;
    }
    note_end(stored, attempt, provider, told.status);
    const auto now = stored.view.status;
    const bool earlier =
        attempt < stored.attempts && stored.repeat_through.empty() && stored.hedge != Stored::Hedge::failed;
    if (earlier) stored.view.duplicate_possible = true;
    const bool bad_end =
        row_of(told.status).finality != Finality::live && told.status != MsgStatus::delivered;
    if (earlier && stored.hedge == Stored::Hedge::begun && row_of(now).finality == Finality::live &&
        bad_end) {
        auto& kept = stored.hedge_news;
        if (!hedge_accepted(stored) && (!kept || rank(kept->report.status) < rank(told.status)))
            kept = Stored::News{attempt, provider, told};
    }
    if (!may_become(now, told.status)) return Applied::no_change;
    if (earlier && row_of(now).finality == Finality::live && told.status != MsgStatus::delivered)
        return Applied::no_change;
    arrive(stored, attempt, provider, told);
    return Applied::changed;
}

bool FakeStorage::end_hedge(Stored& stored, int attempt) {
    const bool live = row_of(stored.view.status).finality == Finality::live;
    if (stored.hedge != Stored::Hedge::begun || stored.attempts != attempt || !live || hedge_accepted(stored))
        return false;
    stored.hedge = Stored::Hedge::failed;
    if (!stored.hedge_news) return false;
    arrive(stored, stored.hedge_news->attempt, stored.hedge_news->provider, stored.hedge_news->report);
    return true;
}

void FakeStorage::settle_submitted(Stored& stored, int attempt, const ProviderId& provider,
                                   const SettleSubmitted& submitted) {
    const auto msgid = stored.view.message.msgid.str();
    for (const auto& id : submitted.ids) {
        index.emplace(member(provider, id), std::pair(msgid, attempt));
        auto& ids = stored.view.provider_msgids;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    note_accepted(stored, attempt, provider.str(), submitted.price);
    const bool incomplete = submitted.parts_refused > 0;
    if (stored.tries.contains(attempt))
        stored.tries[attempt].parts =
            submitted.ids.size() + static_cast<std::size_t>(submitted.parts_refused);
    if (!stored.repeat_through.empty()) stored.unlearned = false;
    const bool first = rank(stored.view.status) < rank(MsgStatus::submitted);
    if (first) {
        move(stored, MsgStatus::submitted, attempt, provider.str(), "");
        set_due(stored, submitted.report_window);
        stored.window_ends = stored.due;
    }
    if (first && submitted.hedge) {
        stored.hedge = Stored::Hedge::wanted;
        stored.due = std::min(stored.due, clock.wall + *submitted.hedge);
    } else if (stored.hedge != Stored::Hedge::wanted && stored.hedge != Stored::Hedge::ready) {
        stored.text = SmsText();
    }
    const auto known = stored.tries.find(attempt);
    const bool complete =
        known != stored.tries.end() && !known->second.delivered.empty() && parts_complete(stored, attempt);
    DeliveryReport end;
    if (complete) end.status = MsgStatus::delivered;
    if (incomplete && stored.hedge != Stored::Hedge::begun) {
        end.status = MsgStatus::undelivered;
        end.error = "parts_refused";
    }
    if (row_of(end.status).finality != Finality::live && may_become(stored.view.status, end.status)) {
        note_end(stored, attempt, provider.str(), end.status);
        arrive(stored, attempt, provider.str(), end);
    }
    for (const auto& id : submitted.ids) {
        for (const auto& report : parked[member(provider, id)]) apply(msgid, attempt, provider.str(), report);
        parked.erase(member(provider, id));
    }
}

Task<Result<std::vector<SpendRow>>> FakeSubmitLedger::spend(std::string) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<SpendRow> rows;
    for (const auto& [name, micros] : storage_.spend)
        if (micros != 0)
            rows.push_back({AccountId(name[0]), ProviderId(name[1]), name[2], {micros, name[3]}});
    co_return rows;
}

Task<Result<std::vector<QualityRow>>> FakeSubmitLedger::quality(int minutes) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<QualityRow> rows;
    for (const auto& row : storage_.quality)
        if (row.minute > storage_.clock.wall - std::chrono::minutes(minutes)) rows.push_back(row);
    co_return rows;
}

}   // namespace smsgw::test
