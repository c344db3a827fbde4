#include "redis/suppression_store.hpp"

#include <algorithm>
#include <charconv>

#include "base/log.hpp"
#include "redis/calls.hpp"
#include "redis/keys.hpp"

namespace smsgw::redis {
namespace {

constexpr std::size_t columns_of_a_line = 5;   // reason, at, until, source, note

std::int64_t millis_of(WallTime time) {
    return time.time_since_epoch().count();
}

std::optional<WallTime> time_from(std::string_view text) {
    std::int64_t millis = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), millis).ec != std::errc{})
        return std::nullopt;
    return WallTime(Millis(millis));
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

// One entry, as lua/02_suppression.lua writes it.
Result<Suppression> read_line(SuppressionScope scope, const std::string& digits, const std::string& line) {
    auto columns = split(line, '\t');
    const auto number = E164Number::parse("+" + digits);
    if (columns.size() != columns_of_a_line || number.has_error()) return Errc::redis_reply_unexpected;
    const auto reason = suppression_reason_from_text(columns[0]);
    const auto at = time_from(columns[1]);
    if (!reason || !at) return Errc::redis_reply_unexpected;
    return Suppression{.number = *number,
                       .scope = std::move(scope),
                       .reason = *reason,
                       .at = *at,
                       .until = time_from(columns[2]),
                       .source = ProviderId(std::move(columns[3])),
                       .note = std::move(columns[4])};
}

}   // namespace

Task<Result<Suppression>> RedisSuppressionStore::add(Suppression entry) {
    // A line of the value must stay one.
    std::replace_if(
        entry.note.begin(), entry.note.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    auto command = fcall("suppress", {Keys::suppressions(entry.scope)});
    command << entry.number.digits() << to_text(entry.reason)
            << (entry.until ? std::to_string(millis_of(*entry.until)) : "") << entry.source.str()
            << entry.note;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    const auto at = time_from(reply->text);
    if (!at) co_return Errc::redis_reply_unexpected;
    entry.at = *at;
    log::info("recipient.suppressed",
              {log::f("account", entry.scope ? entry.scope->str() : "*"), log::f(entry.number),
               log::f("reason", to_text(entry.reason)), log::f(entry.source)});
    co_return entry;
}

Task<Result<SuppressionsRemoved>> RedisSuppressionStore::remove(SuppressionRemoval removal) {
    std::string reasons;
    for (const auto reason : removal.reasons)
        reasons += (reasons.empty() ? "" : " ") + std::string(to_text(reason));
    auto command = fcall("unsuppress", {Keys::suppressions(removal.scope)});
    command << removal.number.digits() << reasons
            << (removal.others == SuppressionRemoval::Others::forbid ? "forbid" : "");
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 2) co_return Errc::redis_reply_unexpected;
    const SuppressionsRemoved removed{static_cast<int>(reply->items[0].integer),
                                      static_cast<int>(reply->items[1].integer)};
    if (removed.removed > 0)
        log::info("recipient.unsuppressed", {log::f("account", removal.scope ? removal.scope->str() : "*"),
                                             log::f(removal.number), log::f("reason", reasons)});
    co_return removed;
}

Task<Result<std::optional<Suppression>>> RedisSuppressionStore::find(AccountId account, E164Number number) {
    const std::string digits(number.digits());
    auto command = fcall("suppression", {Keys::suppressions(account), Keys::suppressions({})});
    command << digits;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 2) co_return std::optional<Suppression>();
    const bool own = reply->items[0].integer == 1;
    auto entry = read_line(own ? SuppressionScope(account) : std::nullopt, digits, reply->items[1].text);
    if (entry.has_error()) co_return entry.error();
    co_return std::optional<Suppression>(std::move(*entry));
}

Task<Result<SuppressionPage>> RedisSuppressionStore::list(SuppressionScope scope, std::uint64_t cursor,
                                                          int limit) {
    auto command = fcall("suppressions", {Keys::suppressions(scope)});
    command << std::to_string(cursor) << limit;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.empty()) co_return Errc::redis_reply_unexpected;
    const auto& i = reply->items;
    SuppressionPage page;
    std::from_chars(i[0].text.data(), i[0].text.data() + i[0].text.size(), page.next);
    for (std::size_t at = 1; at + 1 < i.size(); at += 2) {
        auto entry = read_line(scope, i[at].text, i[at + 1].text);
        if (entry.has_error()) co_return entry.error();
        page.entries.push_back(std::move(*entry));
    }
    co_return page;
}

Task<Result<Learned>> RedisSuppressionStore::learn(RecipientNews news) {
    if (news.fault == RecipientFault::none) co_return Learned::nothing;
    if (news.fault == RecipientFault::invalid) co_return co_await count_invalid(std::move(news));
    Suppression entry{.number = news.number,
                      .scope = news.account,
                      .reason = SuppressionReason::carrier,
                      .source = news.provider};
    const auto added = co_await add(std::move(entry));
    if (added.has_error()) co_return added.error();
    co_return Learned::suppressed;
}

Task<Result<Learned>> RedisSuppressionStore::count_invalid(RecipientNews news) {
    auto command =
        fcall("count_invalid", {Keys::suppressions(news.account), Keys::failures(news.account, news.number)});
    command << news.number.digits() << news.msgid.str() << news.provider.str() << invalid_in_a_row
            << invalid_memory.count() << invalid_suppressed_for.count();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->text == "repeated") co_return Learned::nothing;
    if (reply->text == "counted") co_return Learned::counted;
    log::info("recipient.suppressed",
              {log::f(news.account), log::f(news.number),
               log::f("reason", to_text(SuppressionReason::invalid)), log::f(news.provider)});
    co_return Learned::suppressed;
}

}   // namespace smsgw::redis
