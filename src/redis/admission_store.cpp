#include "redis/admission_store.hpp"

#include "redis/admission_codec.hpp"
#include "redis/calls.hpp"
#include "redis/number.hpp"

namespace smsgw::redis {
namespace {

Conclusions read_conclusions(const Reply& reply) {
    Conclusions conclusions;
    for (std::size_t i = 1; i < reply.items.size(); ++i) conclusions.push_back(reply.items[i].text);
    return conclusions;
}

// "<first> <second>"
std::pair<std::string, std::string> split(const std::string& text) {
    const auto space = text.find(' ');
    if (space == std::string::npos) return {text, {}};
    return {text.substr(0, space), text.substr(space + 1)};
}

}   // namespace

Task<Result<Told>> RedisAdmissionStore::tell(ConversionNews news) {
    const std::string digits(news.to.digits());
    auto command = fcall("converted", {Keys::admission_prefix(news.account)});
    command << news.msgid.str() << digits.substr(0, digits.size() - 3) << news.country
            << (news.outcome == Conversion::converted ? "1" : "0");
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.empty()) co_return Errc::redis_reply_unexpected;
    const auto kind = reply->items[0].text == "counted" ? ConversionKind::counted : ConversionKind::repeated;
    co_return Told{kind, read_conclusions(*reply)};
}

Task<Result<Tally>> RedisAdmissionStore::tally(AccountId account, int max) {
    auto command = fcall("tally", {Keys::admission_prefix(account)});
    command << max;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.empty()) co_return Errc::redis_reply_unexpected;
    co_return Tally{static_cast<int>(number(reply->items[0].text)), read_conclusions(*reply)};
}

Task<Result<AdmissionStatus>> RedisAdmissionStore::status(AccountId account) {
    auto command = fcall("blocks", {Keys::admission_prefix(account)});
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    if (reply->items.size() != 4) co_return Errc::redis_reply_unexpected;
    AdmissionStatus status;
    const auto& blocks = reply->items[0].items;
    for (std::size_t i = 0; i + 1 < blocks.size(); i += 2) {
        auto [rule, subject] = split(blocks[i].text);
        status.blocks.push_back(
            {std::move(rule), std::move(subject), WallTime(Millis(number(blocks[i + 1].text)))});
    }
    const auto& counts = reply->items[1].items;
    for (std::size_t i = 0; i + 1 < counts.size(); i += 2) {
        auto [rule, action] = split(counts[i].text);
        status.today.push_back({std::move(rule), std::move(action), number(counts[i + 1].text)});
    }
    status.unconverted_in_a_row = number(reply->items[2].text);
    status.last_conversion = reply->items[3].text;
    co_return status;
}

Task<Result<Unblocked>> RedisAdmissionStore::unblock(AccountId account, std::string rule,
                                                     std::string subject) {
    auto command = fcall("unblock", {Keys::admission_prefix(account)});
    command << rule + " " + subject;
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return reply->integer == 1 ? Unblocked::yes : Unblocked::not_blocked;
}

Task<Result<std::set<AccountId>>> RedisAdmissionStore::accounts() {
    std::set<AccountId> found;
    std::string cursor = "0";
    do {
        const auto page = co_await call_function(
            connection_, Command("SCAN") << cursor << "MATCH" << Keys::admission_prefix(AccountId("*")) + "*"
                                         << "COUNT" << scan_count);
        if (page.has_error()) co_return page.error();
        if (page->items.size() != 2) co_return Errc::redis_reply_unexpected;
        cursor = page->items[0].text;
        for (const auto& key : page->items[1].items) {
            constexpr std::size_t begin = 3;   // behind "{a:"
            found.insert(AccountId(key.text.substr(begin, key.text.find('}') - begin)));
        }
    } while (cursor != "0");
    co_return found;
}

Task<Result<Admitted>> RedisAdmissionStore::judge(Message message, AdmissionCheck check) {
    const auto command = [&](PolicyText policy) {
        auto made = fcall("judge", {Keys::admission_prefix(message.account)});
        made << message.msgid.str();
        append_check(made, message.to, message.country, check, policy);
        return made;
    };
    auto reply = co_await call_function(connection_, command(PolicyText::named));
    if (reply.has_value() && asks_for_policy(*reply))
        reply = co_await call_function(connection_, command(PolicyText::whole));
    if (reply.has_error()) co_return reply.error();
    Admitted admitted{.kind = AdmitKind::denied, .message = std::move(message)};
    const bool fresh = !reply->items.empty() && reply->items[0].text == "new";
    if (fresh) {
        admitted.kind = AdmitKind::fresh;
        admitted.notes = read_notes(*reply, 1);
        co_return admitted;
    }
    auto denial = read_denial(*reply);
    if (denial.has_error()) co_return denial.error();
    admitted.denial = std::move(*denial);
    co_return admitted;
}

}   // namespace smsgw::redis
