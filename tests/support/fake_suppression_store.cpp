#include "support/fake_suppression_store.hpp"

#include <algorithm>

namespace smsgw::test {

std::optional<Suppression> FakeStorage::suppressed(const AccountId& account, const E164Number& number) const {
    for (const auto& scope : {SuppressionScope(account), SuppressionScope()})
        for (const auto& entry : suppressions)
            if (entry.scope == scope && entry.number == number && stands(entry)) return entry;
    return std::nullopt;
}

Suppression FakeStorage::suppress(Suppression entry) {
    std::erase_if(suppressions, [&](const Suppression& known) {
        return known.scope == entry.scope && known.number == entry.number && known.reason == entry.reason;
    });
    entry.at = clock.wall;
    suppressions.push_back(entry);
    return entry;
}

Learned FakeStorage::learn(const RecipientNews& news) {
    if (news.fault == RecipientFault::none) return Learned::nothing;
    Suppression entry{.number = news.number,
                      .scope = news.account,
                      .reason = SuppressionReason::carrier,
                      .source = news.provider};
    if (news.fault == RecipientFault::invalid) {
        auto& [count, last] = failures[{news.account, news.number.str()}];
        if (last == news.msgid) return Learned::nothing;
        last = news.msgid;
        if (++count < invalid_in_a_row) return Learned::counted;
        failures.erase({news.account, news.number.str()});
        entry.reason = SuppressionReason::invalid;
        entry.until = clock.wall + invalid_suppressed_for;
    }
    suppress(std::move(entry));
    return Learned::suppressed;
}

Task<Result<Suppression>> FakeSuppressionStore::add(Suppression entry) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    co_return storage_.suppress(std::move(entry));
}

Task<Result<SuppressionsRemoved>> FakeSuppressionStore::remove(SuppressionRemoval removal) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    SuppressionsRemoved removed;
    const auto is_meant = [&](const Suppression& entry) {
        return std::find(removal.reasons.begin(), removal.reasons.end(), entry.reason) !=
               removal.reasons.end();
    };
    const auto is_of_number = [&](const Suppression& entry) {
        return entry.scope == removal.scope && entry.number == removal.number && storage_.stands(entry);
    };
    for (const auto& entry : storage_.suppressions)
        if (is_of_number(entry)) ++(is_meant(entry) ? removed.removed : removed.others);
    if (removal.others == SuppressionRemoval::Others::forbid && removed.others > 0) removed.removed = 0;
    if (removed.removed > 0)
        std::erase_if(storage_.suppressions,
                      [&](const Suppression& entry) { return is_of_number(entry) && is_meant(entry); });
    co_return removed;
}

Task<Result<std::optional<Suppression>>> FakeSuppressionStore::find(AccountId account, E164Number number) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    co_return storage_.suppressed(account, number);
}

Task<Result<SuppressionPage>> FakeSuppressionStore::list(SuppressionScope scope, std::uint64_t cursor,
                                                         int limit) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    SuppressionPage page;
    for (std::size_t i = cursor; i < storage_.suppressions.size(); ++i) {
        const auto& entry = storage_.suppressions[i];
        if (entry.scope != scope || !storage_.stands(entry)) continue;
        if (std::ssize(page.entries) == limit) {
            page.next = i;
            break;
        }
        page.entries.push_back(entry);
    }
    co_return page;
}

Task<Result<Learned>> FakeSuppressionStore::learn(RecipientNews news) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    co_return storage_.learn(news);
}

}   // namespace smsgw::test
