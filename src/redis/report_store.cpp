#include "redis/report_store.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/time_text.hpp"
#include "domain/msgid.hpp"
#include "redis/calls.hpp"
#include "redis/message_codec.hpp"

namespace smsgw::redis {
namespace {

// The index must outlive every report that may still come.
constexpr Millis index_grace = std::chrono::hours{24};

// A call on the three keys of a provider msgid.
Command on_index(std::string_view function, int partition, const std::string& member) {
    auto command = fcall(function, {Keys::index_prefix(partition) + member,
                                    Keys::parked_prefix(partition) + member, Keys::parked_due(partition)});
    command << member;
    return command;
}

Applied applied_from(const std::string& word) {
    if (word == "changed") return Applied::changed;
    if (word == "no_change") return Applied::no_change;
    return Applied::unknown;
}

// Parked under `id`, which is not repeated in them.
std::vector<DeliveryReport> decode_reports(const Reply& list, const ProviderMsgId& id) {
    std::vector<DeliveryReport> reports;
    for (const auto& item : list.items) {
        auto report = decode_report(item.text);
        if (report.has_error()) continue;
        report->provider_msgid = id;
        reports.push_back(std::move(*report));
    }
    return reports;
}

// "<msgid> <attempt>", as idx writes it.
struct Owner {
    MsgId msgid;
    int attempt = 0;
};
Result<Owner> read_owner(const std::string& msgid, const std::string& attempt) {
    auto id = read_msgid(msgid);
    if (id.has_error() || attempt.empty() || attempt.size() > 9) return Errc::redis_reply_unexpected;
    return Owner{std::move(*id), std::atoi(attempt.c_str())};
}

}   // namespace

std::string joined(const std::vector<ProviderMsgId>& ids) {
    std::string out;
    for (const auto& id : ids) out += out.empty() ? id.str() : ' ' + id.str();
    return out;
}

Task<Result<Applied>> RedisReportStore::apply(MsgId msgid, int attempt, ProviderId provider,
                                              DeliveryReport report) {
    const int partition = partition_of(msgid);
    auto command = fcall("apply", {Keys::message(msgid), Keys::due(partition), Keys::counters(partition),
                                   Keys::spend(partition, month_text(clock_.wall_now())),
                                   Keys::quality_prefix(partition), Keys::failures_prefix()});
    const bool part = report.covers == DeliveryReport::Covers::part;
    command << msgid.str() << rank(report.status) << attempt << provider.str() << column(report.provider_time)
            << column(report.error) << config_.report_window.count() << config_.retention.count()
            << (part ? report.provider_msgid.str() : std::string());
    put_price(command, report.price);
    command << "1";
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    const bool delivered = reply->items.size() == 3;
    if (delivered)
        metrics::observe(metrics::Id::delivery_seconds, Millis(reply->items[2].integer),
                         {provider.str(), reply->items[1].text});
    const auto learned = co_await learn(std::move(msgid), std::move(provider), report.fault);
    if (learned.has_error()) co_return learned.error();
    co_return applied_from(delivered ? reply->items[0].text : reply->text);
}

// The message says whom it is about. A number that has got it takes messages, whatever a report says besides.
Task<Result<void>> RedisReportStore::learn(MsgId msgid, ProviderId provider, RecipientFault fault) {
    if (fault == RecipientFault::none) co_return Result<void>();
    Command command("HMGET");
    command << Keys::message(msgid);
    for (const char* field : {"s", "t0", "x", "b"}) command << field;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 4) co_return Errc::redis_reply_unexpected;
    const auto& f = reply->items;
    const bool delivered = f[0].text == std::to_string(rank(MsgStatus::delivered));
    if (f[0].kind == Reply::Kind::nil || (delivered && fault == RecipientFault::invalid))
        co_return Result<void>();
    const auto message = decode_message(msgid.str(), f[1].text, f[2].text, f[3].text, {});
    if (message.has_error()) co_return message.error();
    RecipientNews news{.account = message->account,
                       .number = message->to,
                       .msgid = std::move(msgid),
                       .provider = std::move(provider),
                       .fault = fault};
    const auto learned = co_await suppressions_.learn(std::move(news));
    if (learned.has_error()) co_return learned.error();
    co_return Result<void>();
}

Task<Result<Applied>> RedisReportStore::apply(ProviderId provider, DeliveryReport report) {
    const auto member = index_member(provider, report.provider_msgid);
    auto command = on_index("park", keys_.partition_for(member), member);
    command << encode_report(report) << config_.early_report.count() << config_.parked_reports_max
            << config_.parked_ids_max;
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.empty()) co_return Errc::redis_reply_unexpected;
    const auto& word = reply->items[0].text;
    if (word == "parked") co_return Applied::parked;
    if (word == "dropped") co_return Applied::dropped;
    if (reply->items.size() != 3) co_return Errc::redis_reply_unexpected;
    auto owner = read_owner(reply->items[1].text, reply->items[2].text);
    if (owner.has_error()) co_return owner.error();
    co_return co_await apply(owner->msgid, owner->attempt, std::move(provider), std::move(report));
}

Task<Result<std::vector<DeliveryReport>>> RedisReportStore::bind(ProviderId provider, ProviderMsgId id,
                                                                 MsgId msgid, int attempt) {
    const auto member = index_member(provider, id);
    auto command = on_index("idx", keys_.partition_for(member), member);
    command << msgid.str() << attempt << (config_.report_window + index_grace).count();
    auto reply = co_await call_repeatable(connection_, clock_, std::move(command), Millis::max());
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
    // The provider gave one id to two messages: the first keeps it, or its reports would move the wrong message.
    if (reply->items[0].text == "collision")
        log::error("provider_msgid.collided", {log::f(msgid), log::f(provider), log::f(id)});
    co_return decode_reports(reply->items[1], id);
}

Task<Result<std::vector<EarlyReports>>> RedisReportStore::bind_all(ProviderId provider,
                                                                   std::vector<ProviderMsgId> ids,
                                                                   MsgId msgid, int attempt) {
    std::vector<EarlyReports> early;
    for (const auto& id : ids) {
        auto parked = co_await bind(provider, id, msgid, attempt);
        if (parked.has_error()) co_return parked.error();
        if (!parked->empty()) early.push_back({id, std::move(*parked)});
    }
    co_return early;
}

Task<Result<void>> RedisReportStore::apply_early(ProviderId provider, MsgId msgid, int attempt,
                                                 std::vector<EarlyReports> early) {
    for (auto& one : early) {
        for (auto& report : one.reports) {
            auto applied = co_await apply(msgid, attempt, provider, std::move(report));
            if (applied.has_error()) co_return applied.error();
        }
        const auto member = index_member(provider, one.id);
        auto unparked = co_await unpark(keys_.partition_for(member), member);
        if (unparked.has_error()) co_return unparked.error();
    }
    co_return Result<void>();
}

Task<Result<void>> RedisReportStore::unpark(int partition, std::string member) {
    auto reply = co_await call_function(connection_, on_index("unpark", partition, member));
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<int>> RedisReportStore::promote_messages(int partition, int max, std::vector<Held>& held) {
    auto command = fcall("promote", {Keys::due(partition), Keys::ready(partition, Lane::otp),
                                     Keys::ready(partition, Lane::normal), Keys::ready(partition, Lane::bulk),
                                     Keys::message_prefix(partition), Keys::counters(partition)});
    command << max << config_.retention.count();
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 5) co_return Errc::redis_reply_unexpected;
    const auto& i = reply->items;
    if (i[1].integer + i[2].integer + i[3].integer > 0)
        log::info("messages.timed_out", {log::f("expired", i[1].integer), log::f("unconfirmed", i[2].integer),
                                         log::f("dlr_timeout", i[3].integer)});
    for (const auto& item : i[4].items)
        if (item.items.size() == 3)
            if (auto owner = read_owner(item.items[0].text, item.items[1].text))
                held.push_back({std::move(owner->msgid), owner->attempt, ProviderId(item.items[2].text)});
    co_return static_cast<int>(i[0].integer);
}

Task<Result<int>> RedisReportStore::promote_parked(int partition, int max) {
    auto command = fcall("parked_due", {Keys::parked_due(partition), Keys::index_prefix(partition),
                                        Keys::parked_prefix(partition)});
    command << max;
    auto due = co_await call_function(connection_, std::move(command));
    if (due.has_error()) co_return due.error();
    for (const auto& item : due->items) {
        if (item.items.size() != 3) co_return Errc::redis_reply_unexpected;
        const auto& member = item.items[0].text;
        const auto& index = item.items[1].text;
        const auto colon = member.find(':');
        const auto space = index.find(' ');
        if (space == std::string::npos || colon == std::string::npos) {
            log::warn("dlr.dropped", {log::f("reason", "no message has this provider msgid"),
                                      log::f("provider", member.substr(0, colon))});
        } else if (auto owner = read_owner(index.substr(0, space), index.substr(space + 1))) {
            const ProviderId provider(member.substr(0, colon));
            for (auto& report : decode_reports(item.items[2], ProviderMsgId(member.substr(colon + 1)))) {
                auto applied = co_await apply(owner->msgid, owner->attempt, provider, std::move(report));
                if (applied.has_error()) co_return applied.error();
            }
        }
        auto unparked = co_await unpark(partition, member);
        if (unparked.has_error()) co_return unparked.error();
    }
    co_return static_cast<int>(due->items.size());
}

Task<Result<Promoted>> RedisReportStore::promote(int max) {
    Promoted promoted;
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        auto messages = co_await promote_messages(partition, max, promoted.held);
        if (messages.has_error()) co_return messages.error();
        auto parked = co_await promote_parked(partition, max);
        if (parked.has_error()) co_return parked.error();
        promoted.moved = std::max({promoted.moved, *messages, *parked});
    }
    co_return promoted;
}

// The functions of an attempt without a queue entry: a held message has none, so that any ready stream will do.
Command RedisReportStore::on_held(std::string_view function, const Held& held) const {
    const int partition = partition_of(held.msgid);
    auto command =
        fcall(function, {Keys::message(held.msgid), Keys::ready(partition, Lane::otp), Keys::due(partition),
                         Keys::counters(partition), Keys::spend(partition, month_text(clock_.wall_now())),
                         Keys::quality_prefix(partition), Keys::failures_prefix()});
    command << held.msgid.str() << "" << held.attempt << held.provider.str();
    return command;
}

Task<Result<void>> RedisReportStore::never_came(Held held, int attempts_max) {
    auto command = on_held("never_came", held);
    command << attempts_max << config_.retention.count();
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<void>> RedisReportStore::came(Held held, std::vector<ProviderMsgId> ids, DeliveryReport report) {
    auto bound = co_await bind_all(held.provider, ids, held.msgid, held.attempt);
    if (bound.has_error()) co_return bound.error();
    auto command = on_held("done", held);
    command << joined(ids) << config_.report_window.count() << "";   // no hedge: its text may be gone
    put_price(command, report.price);
    command << config_.retention.count();
    auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    auto applied = co_await apply(held.msgid, held.attempt, held.provider, std::move(report));
    if (applied.has_error()) co_return applied.error();
    co_return co_await apply_early(held.provider, held.msgid, held.attempt, std::move(*bound));
}

}   // namespace smsgw::redis
