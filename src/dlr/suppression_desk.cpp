#include "dlr/suppression_desk.hpp"

#include "base/log.hpp"

namespace smsgw::dlr {
namespace {

using Reason = SuppressionReason;

// Providers write our number with or without the plus sign, and so does the configuration.
std::string without_plus(const std::string& number) {
    return number.starts_with('+') ? number.substr(1) : number;
}

// Some leave the plus sign of the handset's number out as well. What is no number is an alphanumeric sender or a short code.
Result<E164Number> read_handset(const std::string& from) {
    return E164Number::parse(from.starts_with('+') ? from : "+" + from);
}

}   // namespace

SuppressionDesk::SuppressionDesk(SuppressionStore& store, const std::vector<Account>& accounts)
    : store_(store) {
    for (const auto& account : accounts) {
        accounts_.push_back(account.id);
        auto senders = account.senders;
        senders.push_back(account.default_sender);
        for (const auto& sender : senders)
            if (!sender.empty()) lines_.push_back({without_plus(sender.str()), account.id});
    }
}

std::vector<SuppressionScope> SuppressionDesk::scopes_of(const std::string& our_number) const {
    std::vector<SuppressionScope> scopes;
    const auto wanted = without_plus(our_number);
    for (const auto& line : lines_)
        if (line.number == wanted) scopes.emplace_back(line.account);
    if (scopes.empty()) scopes.emplace_back();
    return scopes;
}

Task<Result<void>> SuppressionDesk::stop(ProviderId provider, E164Number from,
                                         std::vector<SuppressionScope> scopes) {
    for (auto& scope : scopes) {
        Suppression entry{
            .number = from, .scope = std::move(scope), .reason = Reason::stop, .source = provider};
        const auto added = co_await store_.add(std::move(entry));
        if (added.has_error()) co_return added.error();
    }
    co_return Result<void>();
}

// What providers have said was learned of an account's message, whatever number it was sent from: a START to a number of no
// account lifts that for all of them. A STOP to an account's own number stays.
Task<Result<void>> SuppressionDesk::start(E164Number from, std::vector<SuppressionScope> scopes) {
    std::vector<SuppressionRemoval> removals;
    for (const auto& scope : scopes) {
        removals.push_back({.scope = scope, .number = from, .reasons = {Reason::stop, Reason::carrier}});
        if (scope) continue;
        for (const auto& account : accounts_)
            removals.push_back({.scope = account, .number = from, .reasons = {Reason::carrier}});
    }
    for (auto& removal : removals) {
        const auto removed = co_await store_.remove(std::move(removal));
        if (removed.has_error()) co_return removed.error();
    }
    co_return Result<void>();
}

Task<Result<void>> SuppressionDesk::apply_one(ProviderId provider, MoMessage mo) {
    constexpr std::string_view words[] = {"none", "stop", "start"};
    const auto from = read_handset(mo.from);
    log::info("mo.received",
              {log::f(provider), log::f(mo.provider_msgid),
               log::f("opt_out", words[static_cast<std::size_t>(mo.opt_out)]),
               log::f("from", from.has_value() ? from->masked() : std::string("no E.164 number"))});
    if (mo.opt_out == OptOut::none || from.has_error()) co_return Result<void>();
    auto scopes = scopes_of(mo.to);
    if (mo.opt_out == OptOut::start) co_return co_await start(*from, std::move(scopes));
    co_return co_await stop(std::move(provider), *from, std::move(scopes));
}

Task<Result<void>> SuppressionDesk::apply(ProviderId provider, std::vector<MoMessage> inbound) {
    for (auto& mo : inbound) {
        const auto applied = co_await apply_one(provider, std::move(mo));
        if (applied.has_error()) co_return applied.error();
    }
    co_return Result<void>();
}

}   // namespace smsgw::dlr
