#include "intake/tally.hpp"

#include "base/log.hpp"

namespace smsgw::intake {
namespace {

constexpr int batch = 200;   // bounds how long one call keeps Redis from others
constexpr Millis every = std::chrono::seconds{1};

}   // namespace

void note(const AccountId& account, const Conclusions& conclusions) {
    for (const auto& one : conclusions) {
        if (one == "feedback_lost")
            log::error("abuse.feedback_lost", {log::f(account)});
        else
            log::warn("abuse.blocked", {log::f(account), log::f("subject", one)});
    }
}

ConversionTally::ConversionTally(AdmissionStore& store, const std::vector<Account>& accounts, Clock& clock)
    : store_(store), clock_(clock) {
    for (const auto& account : accounts)
        if (account.conversion_feedback) accounts_.push_back(account.id);
}

Task<> ConversionTally::tally(AccountId account) {
    for (int messages = batch; messages >= batch && !stopping_;) {
        const auto tally = co_await store_.tally(account, batch);
        if (tally.has_error()) co_return;   // Redis is away, and says so itself
        note(account, tally->conclusions);
        messages = tally->messages;
    }
}

Task<> ConversionTally::run() {
    while (!accounts_.empty() && !stopping_) {
        for (const auto& account : accounts_) co_await tally(account);
        co_await clock_.sleep_until(clock_.mono_now() + every);
    }
}

}   // namespace smsgw::intake
