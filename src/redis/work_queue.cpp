#include "redis/work_queue.hpp"

#include "base/log.hpp"
#include "base/time_text.hpp"
#include "redis/calls.hpp"
#include "redis/message_codec.hpp"

namespace smsgw::redis {
namespace {

constexpr Millis doorbell_wait = std::chrono::seconds{1};
constexpr Millis unconfirmed_pause = std::chrono::seconds{1};   // before a message is lent again

constexpr int look_at_most = 100;   // entries whose lease ended, per call

Command on_message(std::string_view function, const Lease& lease, int attempt, const ProviderId& provider,
                   WallTime now) {
    const auto& m = lease.message;
    const int partition = partition_of(m.msgid);
    auto command =
        fcall(function, {Keys::message(m.msgid), Keys::ready(partition, m.lane), Keys::due(partition),
                         Keys::counters(partition), Keys::spend(partition, month_text(now)),
                         Keys::quality_prefix(partition), Keys::failures_prefix(),
                         Keys::suppressions(m.account), Keys::suppressions({})});
    command << m.msgid.str() << lease.entry << attempt << provider.str();
    return command;
}

Result<std::vector<Lease>> decode_leases(const Reply& list) {
    std::vector<Lease> leases;
    leases.reserve(list.items.size());
    for (const auto& item : list.items) {
        auto lease = decode_lease(item);
        if (lease.has_error()) {
            // Left lent: it comes back by reclaim, visible in the log each time, until somebody looks.
            log::error("lease.undecodable",
                       {log::f("msgid", item.items.size() > 2 ? item.items[2].text : "")});
            continue;
        }
        leases.push_back(std::move(*lease));
    }
    return leases;
}

}   // namespace

RedisWorkQueue::RedisWorkQueue(Connection& connection, Connection& doorbell, Clock& clock,
                               RedisReportStore& reports, Keys keys, StoreConfig config, std::string consumer,
                               ReplicaGate* gate)
    : connection_(connection),
      doorbell_(doorbell),
      clock_(clock),
      reports_(reports),
      keys_(keys),
      config_(config),
      consumer_(std::move(consumer)),
      suppressions_(connection),
      gate_(gate),
      seen_(static_cast<std::size_t>(keys.partitions()), {"0-0", "0-0", "0-0"}) {}

Task<Result<std::vector<Lease>>> RedisWorkQueue::lease_from(int partition, int max) {
    auto command = fcall("lease", {Keys::ready(partition, Lane::otp), Keys::ready(partition, Lane::normal),
                                   Keys::ready(partition, Lane::bulk), Keys::message_prefix(partition),
                                   Keys::due(partition), Keys::dead_letters(partition)});
    command << consumer_ << max << "h";
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
    const auto& last_ids = reply->items[1].items;
    if (last_ids.size() == 3)
        for (std::size_t i = 0; i < 3; ++i) seen_[static_cast<std::size_t>(partition)][i] = last_ids[i].text;
    co_return decode_leases(reply->items[0]);
}

// Partitions take turns in going first.
Task<Result<std::vector<Lease>>> RedisWorkQueue::lease(int max) {
    // Nothing is lent whose attempt could not be recorded.
    if (gate_ != nullptr && !gate_->open()) co_return Errc::storage_unavailable;
    std::vector<Lease> all;
    for (int i = 0; i < keys_.partitions() && static_cast<int>(all.size()) < max; ++i) {
        const int partition = (next_partition_ + i) % keys_.partitions();
        auto some = co_await lease_from(partition, max - static_cast<int>(all.size()));
        if (some.has_error()) {
            if (all.empty()) co_return some.error();
            break;   // what was lent already is in our hands and must be worked on
        }
        std::move(some->begin(), some->end(), std::back_inserter(all));
    }
    next_partition_ = (next_partition_ + 1) % keys_.partitions();
    co_return all;
}

Task<Result<std::optional<Lease>>> RedisWorkQueue::reclaim_from(int partition, Lane lane) {
    auto command =
        fcall("reclaim", {Keys::ready(partition, lane), Keys::message_prefix(partition), Keys::due(partition),
                          Keys::counters(partition), Keys::dead_letters(partition)});
    const auto hold = lane == Lane::otp ? config_.hold_otp : config_.hold;
    command << static_cast<int>(lane) << consumer_ << config_.lease.count() << look_at_most << hold.count()
            << config_.deliveries_max << config_.retention.count();
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 3) co_return Errc::redis_reply_unexpected;
    const auto unknown = reply->items[1].integer;
    const auto dead = reply->items[2].integer;
    if (dead > 0) log::error("dead_letter.added", {log::f(lane), log::f("count", dead)});
    if (unknown > 0) log::warn("lease.unknown", {log::f(lane), log::f("count", unknown)});
    auto leases = decode_leases(reply->items[0]);
    if (leases->empty()) co_return std::optional<Lease>();
    log::warn("lease.reclaimed", {log::f(lane), log::f(leases->front().message.msgid)});
    co_return std::optional<Lease>(std::move(leases->front()));
}

Task<Result<std::optional<Lease>>> RedisWorkQueue::reclaim() {
    if (gate_ != nullptr && !gate_->open()) co_return Errc::storage_unavailable;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        for (const Lane lane : lanes) {
            auto lease = co_await reclaim_from(partition, lane);
            if (lease.has_error() || lease->has_value()) co_return lease;
        }
    }
    co_return std::optional<Lease>();
}

Task<> RedisWorkQueue::wait() {
    Command command("XREAD");
    command << "COUNT" << 1 << "BLOCK" << doorbell_wait.count() << "STREAMS";
    for (int partition = 0; partition < keys_.partitions(); ++partition)
        for (const Lane lane : lanes) command << Keys::ready(partition, lane);
    for (const auto& ids : seen_)
        for (const auto& id : ids) command << id;
    auto reply = co_await doorbell_.call_within(std::move(command), doorbell_wait + std::chrono::seconds{5});
    const auto rung = trusted(doorbell_, std::move(reply));
    if (rung.has_error()) co_await clock_.sleep_until(clock_.mono_now() + Millis{100});
}

Task<Result<Begun>> RedisWorkQueue::begin(Lease lease, NewAttempt attempt) {
    const auto& message = lease.message;
    auto command = on_message("begin", lease, lease.attempts, attempt.provider, clock_.wall_now());
    command << attempt.budget.count() << config_.retention.count()
            << message.account.str() + "\t" + message.country << message.segments;
    put_price(command, attempt.estimate);
    command << message.to.digits();
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->text == "expired") co_return Begun::expired;
    if (reply->text == "suppressed") co_return Begun::suppressed;
    if (reply->text != "go") co_return Begun::lost;
    if (gate_ == nullptr) co_return Begun::go;
    const auto confirmed = co_await gate_->confirm();
    if (confirmed.has_value()) co_return Begun::go;
    lease.attempts += 1;
    co_await give_back(std::move(lease), std::move(attempt.provider));
    co_return confirmed.error();
}

// An attempt that no replica has heard of must not go upstream: one that is promoted would have it sent again. No byte has
// left, so the message may go back at once instead of being `unknown` when its lease ends.
Task<> RedisWorkQueue::give_back(Lease lease, ProviderId provider) {
    Settlement back = SettleRetryAt{.delay = unconfirmed_pause, .error = "replica_missing"};
    co_await settle(std::move(lease), std::move(provider), std::move(back));
}

Task<Result<void>> RedisWorkQueue::settle_by(std::string function, Lease lease, ProviderId provider,
                                             std::vector<std::string> rest) {
    auto command = on_message(function, lease, lease.attempts, provider, clock_.wall_now());
    for (const auto& argument : rest) command << argument;
    auto reply = co_await call_repeatable(connection_, clock_, std::move(command), Millis::max());
    if (reply.has_error()) co_return reply.error();
    if (reply->text == "fenced")
        log::warn("settlement.fenced", {log::f(lease.message.msgid), log::f("attempt", lease.attempts)});
    co_return Result<void>();
}

// The index first, then the status, then the reports that came early: a report either finds the index or was parked
// before it was written, and no crash in between loses it (the sweeper looks at what stays parked).
Task<Result<void>> RedisWorkQueue::settle_submitted(Lease lease, ProviderId provider,
                                                    SettleSubmitted submitted) {
    const auto msgid = lease.message.msgid;
    const int attempt = lease.attempts;
    auto early = co_await reports_.bind_all(provider, submitted.ids, msgid, attempt);
    if (early.has_error()) co_return early.error();
    const auto& price = submitted.price;
    std::vector<std::string> rest{joined(submitted.ids),
                                  std::to_string(submitted.report_window.count()),
                                  submitted.hedge ? std::to_string(submitted.hedge->count()) : "",
                                  price ? std::to_string(price->micros) : "",
                                  price ? price->currency : "",
                                  std::to_string(config_.retention.count()),
                                  std::to_string(submitted.parts_refused)};
    auto done = co_await settle_by("done", std::move(lease), provider, std::move(rest));
    if (done.has_error()) co_return done.error();
    co_return co_await reports_.apply_early(std::move(provider), msgid, attempt, std::move(*early));
}

Task<Result<void>> RedisWorkQueue::settle_rejected(Lease lease, ProviderId provider,
                                                   SettleRejected rejected) {
    RecipientNews news{.account = lease.message.account,
                       .number = lease.message.to,
                       .msgid = lease.message.msgid,
                       .provider = provider,
                       .fault = rejected.fault};
    std::vector<std::string> rest{std::to_string(rank(MsgStatus::rejected)), column(rejected.error),
                                  std::to_string(config_.retention.count())};
    auto settled = co_await settle_by("reject", std::move(lease), std::move(provider), std::move(rest));
    if (settled.has_error()) co_return settled.error();
    const auto learned = co_await suppressions_.learn(std::move(news));
    // The message is settled; the next one to that number says it again.
    if (learned.has_error()) log::warn("recipient.not_learned", {log::f(learned.error())});
    co_return Result<void>();
}

Task<Result<void>> RedisWorkQueue::settle(Lease lease, ProviderId provider, Settlement settlement) {
    const auto retention = std::to_string(config_.retention.count());
    if (auto* submitted = std::get_if<SettleSubmitted>(&settlement))
        return settle_submitted(std::move(lease), std::move(provider), std::move(*submitted));
    if (const auto* retry = std::get_if<SettleRetryAt>(&settlement))
        return settle_by("again", std::move(lease), std::move(provider),
                         {std::to_string(retry->delay.count()), column(retry->error), ""});
    if (const auto* repeat = std::get_if<SettleRepeatAt>(&settlement))
        return settle_by("again", std::move(lease), provider,
                         {std::to_string(repeat->delay.count()), column(repeat->error), provider.str()});
    if (const auto* unknown = std::get_if<SettleUnknown>(&settlement))
        return settle_by("ambig", std::move(lease), std::move(provider),
                         {std::to_string(unknown->hold.count()), column(unknown->error)});
    if (const auto* rejected = std::get_if<SettleRejected>(&settlement))
        return settle_rejected(std::move(lease), std::move(provider), *rejected);
    const auto& failed = std::get<SettleFailed>(settlement);
    return settle_by("reject", std::move(lease), std::move(provider),
                     {std::to_string(rank(MsgStatus::failed)), column(failed.error), retention});
}

}   // namespace smsgw::redis
