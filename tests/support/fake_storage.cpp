#include "support/fake_storage.hpp"

#include <algorithm>

namespace smsgw::test {
namespace {

std::string member(const ProviderId& provider, const ProviderMsgId& id) {
    return provider.str() + ":" + id.str();
}

}   // namespace

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
    ++stored.entry;
    std::erase(order, msgid);
    order.push_back(msgid);
}

Lease FakeStorage::lend(Stored& stored, const std::string& consumer) {
    stored.lent_to = consumer;
    Lease lease{
        .message = stored.view.message, .entry = std::to_string(stored.entry), .attempts = stored.attempts};
    lease.message.text = stored.text;
    return lease;
}

void FakeStorage::rest(Stored& stored) {
    stored.ready = false;
    stored.lent_to.clear();
    stored.has_due = false;
    stored.text = SmsText();
}

Applied FakeStorage::apply(const std::string& msgid, int attempt, const std::string& provider,
                           const DeliveryReport& report) {
    const auto found = messages.find(msgid);
    if (found == messages.end()) return Applied::unknown;
    auto& stored = found->second;
    const auto now = stored.view.status;
    if (!may_become(now, report.status)) return Applied::no_change;
    if (attempt < stored.attempts && rank(now) < rank(MsgStatus::submitted) &&
        report.status != MsgStatus::delivered)
        return Applied::no_change;
    move(stored, report.status, attempt, provider, report.error, report.provider_time);
    if (now == MsgStatus::undelivered) stored.view.corrected = true;
    if (row_of(report.status).finality != Finality::live)
        rest(stored);
    else if (rank(now) < rank(MsgStatus::submitted))
        set_due(stored, report_window);
    return Applied::changed;
}

Task<Result<Admitted>> FakeMessageStore::admit(NewMessage message) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto key = message.message.account.str() + ":" + message.idempotency_key;
    const auto known = storage_.idempotency.find(key);
    if (!message.idempotency_key.empty() && known != storage_.idempotency.end()) {
        if (known->second.second != message.fingerprint) co_return Errc::idempotency_key_reused;
        auto first = storage_.messages.at(known->second.first).view.message;
        co_return Admitted{.kind = AdmitKind::replayed, .message = std::move(first)};
    }
    auto& m = message.message;
    auto number = std::to_string(storage_.messages.size() + 1);
    m.msgid = MsgId("m_00" + std::string(20 - number.size(), '0') + number);
    m.accepted_at = storage_.clock.wall;
    m.expires_at = storage_.clock.wall + message.validity;
    if (!message.idempotency_key.empty()) storage_.idempotency[key] = {m.msgid.str(), message.fingerprint};
    FakeStorage::Stored stored{
        .view = {.message = m, .events = {{.seq = 1, .at = m.accepted_at, .status = MsgStatus::queued}}},
        .text = m.text};
    stored.view.message.text = SmsText();
    const auto added = storage_.messages.emplace(m.msgid.str(), std::move(stored)).first;
    storage_.make_ready(added->first, added->second);
    co_return Admitted{.kind = AdmitKind::fresh, .message = std::move(m)};
}

Task<Result<MessageView>> FakeMessageStore::find(MsgId msgid) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    const auto found = storage_.messages.find(msgid.str());
    if (found == storage_.messages.end()) co_return Errc::not_found;
    auto view = found->second.view;
    view.attempts = found->second.attempts;
    co_return view;
}

std::vector<Lease> FakeWorkQueue::lend(Lane lane, int max) {
    std::vector<Lease> leases;
    for (const auto& msgid : storage_.order) {
        auto& stored = storage_.messages.at(msgid);
        const bool waits = stored.ready && stored.lent_to.empty() && stored.view.status == MsgStatus::queued;
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

Task<Result<std::vector<Lease>>> FakeWorkQueue::reclaim(int max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    std::vector<Lease> all;
    for (auto& [msgid, stored] : storage_.messages) {
        if (!stored.ready || stored.lent_to.empty() || static_cast<int>(all.size()) >= max) continue;
        if (stored.view.status == MsgStatus::queued) {
            all.push_back(FakeStorage::lend(stored, consumer_));
        } else if (stored.view.status == MsgStatus::submitting && storage_.clock.wall >= stored.begun_until) {
            storage_.move(stored, MsgStatus::unknown, stored.attempts, stored.view.provider, "lease_ended");
            storage_.set_due(stored, std::chrono::hours{24});
        }
    }
    co_return all;
}

Task<> FakeWorkQueue::wait() {
    co_await storage_.clock.sleep_until(storage_.clock.mono + wait_time);
}

Task<Result<Begun>> FakeWorkQueue::begin(Lease lease, ProviderId provider, Millis budget) {
    if (storage_.on_begin) storage_.on_begin();
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(lease.message.msgid.str());
    if (stored.view.status != MsgStatus::queued || stored.attempts != lease.attempts) co_return Begun::lost;
    if (!FakeStorage::is_lent(stored, lease)) co_return Begun::lost;
    if (storage_.clock.wall >= stored.view.message.expires_at) {
        storage_.move(stored, MsgStatus::expired, stored.attempts, "", "");
        storage_.rest(stored);
        co_return Begun::expired;
    }
    ++stored.attempts;
    stored.view.provider = provider.str();
    stored.begun_until = storage_.clock.wall + budget;
    storage_.move(stored, MsgStatus::submitting, stored.attempts, provider.str(), "");
    co_return Begun::go;
}

void FakeWorkQueue::settle_submitted(FakeStorage::Stored& stored, int attempt, const ProviderId& provider,
                                     const SettleSubmitted& submitted) {
    const auto msgid = stored.view.message.msgid.str();
    for (const auto& id : submitted.ids) {
        storage_.index.emplace(member(provider, id), std::pair(msgid, attempt));
        auto& ids = stored.view.provider_msgids;
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    stored.text = SmsText();
    if (rank(stored.view.status) < rank(MsgStatus::submitted)) {
        storage_.move(stored, MsgStatus::submitted, attempt, provider.str(), "");
        storage_.set_due(stored, submitted.report_window);
    }
    for (const auto& id : submitted.ids) {
        for (const auto& report : storage_.parked[member(provider, id)])
            storage_.apply(msgid, attempt, provider.str(), report);
        storage_.parked.erase(member(provider, id));
    }
}

Task<Result<void>> FakeWorkQueue::settle(Lease lease, ProviderId provider, Settlement settlement) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    auto& stored = storage_.messages.at(lease.message.msgid.str());
    const auto status = stored.view.status;
    if (const auto* submitted = std::get_if<SettleSubmitted>(&settlement)) {
        settle_submitted(stored, lease.attempts, provider, *submitted);
        co_return Result<void>();
    }
    const bool begun = status == MsgStatus::submitting;
    if ((!begun && status != MsgStatus::queued) || stored.attempts != lease.attempts)
        co_return Result<void>();
    if (!begun && !FakeStorage::is_lent(stored, lease)) co_return Result<void>();
    if (const auto* retry = std::get_if<SettleRetryAt>(&settlement)) {
        if (begun) storage_.move(stored, MsgStatus::queued, lease.attempts, provider.str(), retry->error);
        storage_.set_due(stored,
                         std::min(retry->delay, stored.view.message.expires_at - storage_.clock.wall));
    } else if (const auto* unknown = std::get_if<SettleUnknown>(&settlement)) {
        if (!begun) co_return Result<void>();
        storage_.move(stored, MsgStatus::unknown, lease.attempts, provider.str(), unknown->error);
        storage_.set_due(stored, unknown->hold);
    } else if (const auto* rejected = std::get_if<SettleRejected>(&settlement)) {
        storage_.move(stored, MsgStatus::rejected, lease.attempts, provider.str(), rejected->error);
        storage_.rest(stored);
    } else {
        storage_.move(stored, MsgStatus::failed, lease.attempts, provider.str(),
                      std::get<SettleFailed>(settlement).error);
        storage_.rest(stored);
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
    const auto name = member(provider, report.provider_msgid);
    const auto known = storage_.index.find(name);
    if (known != storage_.index.end())
        co_return storage_.apply(known->second.first, known->second.second, provider.str(), report);
    auto& list = storage_.parked[name];
    if (list.size() >= 16) co_return Applied::dropped;
    list.push_back(std::move(report));
    co_return Applied::parked;
}

Task<Result<int>> FakeReportStore::promote(int max) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    int moved = 0;
    for (auto& [msgid, stored] : storage_.messages) {
        if (!stored.has_due || stored.due > storage_.clock.wall || moved >= max) continue;
        ++moved;
        const auto status = stored.view.status;
        stored.has_due = false;
        if (status == MsgStatus::queued && storage_.clock.wall < stored.view.message.expires_at) {
            storage_.make_ready(msgid, stored);
            continue;
        }
        const auto next = status == MsgStatus::queued    ? MsgStatus::expired
                          : status == MsgStatus::unknown ? MsgStatus::unconfirmed
                                                         : MsgStatus::dlr_timeout;
        storage_.move(stored, next, stored.attempts, next == MsgStatus::expired ? "" : stored.view.provider,
                      "");
        storage_.rest(stored);
    }
    co_return moved;
}

}   // namespace smsgw::test
