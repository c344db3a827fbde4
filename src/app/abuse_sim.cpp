// Everything happens in order of simulated time: codes are entered, overdue ones are tallied, messages are judged.
#include "app/abuse_sim.hpp"

#include "intake/admission.hpp"

namespace smsgw::app {
namespace {

constexpr int tally_batch = 1000;
constexpr Millis tally_every = std::chrono::seconds{1};

Millis next_tally(Millis due) {
    return (due / tally_every + 1) * tally_every;
}

}   // namespace

Task<Result<OutcomesByAsker>> AbusePlayer::play(const std::vector<Attempt>& attempts) {
    int count = 0;
    for (const auto& attempt : attempts) {
        const auto settled = co_await settle_until(attempt.at);
        if (settled.has_error()) co_return settled.error();
        const auto asked = co_await ask(attempt, MsgId(std::to_string(++count)));
        if (asked.has_error()) co_return asked.error();
    }
    co_return outcomes_;
}

// What is due before `end`, and then that time itself.
Task<Result<void>> AbusePlayer::settle_until(Millis end) {
    for (;;) {
        const auto tally_at = due_.empty() ? Millis::max() : next_tally(due_.front());
        const auto entry_at = entries_.empty() ? Millis::max() : entries_.top().at;
        const auto at = std::min({tally_at, entry_at, end});
        const auto told = co_await lab_.set_time(midnight_ + at);
        if (told.has_error() || at == end) co_return told;
        if (at == entry_at) {
            auto entry = entries_.top();
            entries_.pop();
            const auto entered = co_await enter(std::move(entry));
            if (entered.has_error()) co_return entered.error();
        } else {
            const auto tallied = co_await tally(at);
            if (tallied.has_error()) co_return tallied.error();
        }
    }
}

Task<Result<void>> AbusePlayer::enter(Entry entry) {
    ConversionNews news{account_.id, std::move(entry.msgid), entry.attempt->to, entry.attempt->country,
                        Conversion::converted};
    const auto told = co_await lab_.store().tell(std::move(news));
    if (told.has_error()) co_return told.error();
    co_return Result<void>();
}

Task<Result<void>> AbusePlayer::tally(Millis at) {
    while (!due_.empty() && due_.front() < at) due_.pop_front();
    for (int messages = tally_batch; messages == tally_batch;) {
        const auto tally = co_await lab_.store().tally(account_.id, tally_batch);
        if (tally.has_error()) co_return tally.error();
        messages = tally->messages;
    }
    co_return Result<void>();
}

Task<Result<Admitted>> AbusePlayer::judge(const Attempt& attempt, MsgId msgid, bool passed) {
    intake::Plan plan{.message = {.msgid = std::move(msgid), .account = account_.id, .to = attempt.to}};
    plan.message.country = attempt.country;
    plan.message.lane = Lane::otp;
    plan.end_user.ip = attempt.ip;
    plan.end_user.session = attempt.session;
    const auto challenge = passed ? intake::Challenge::passed : intake::Challenge::not_passed;
    auto check = intake::check_of(config_, account_, plan, std::nullopt, challenge);
    return lab_.store().judge(std::move(plan.message), std::move(check));
}

Task<Result<void>> AbusePlayer::ask(const Attempt& attempt, MsgId msgid) {
    auto& outcomes = outcomes_[static_cast<std::size_t>(attempt.asker)];
    ++outcomes.attempts;
    auto answer = co_await judge(attempt, msgid, false);
    if (answer.has_error()) co_return answer.error();
    if (answer->kind == AdmitKind::denied && answer->denial.action == RuleAction::challenge) {
        ++outcomes.challenged;
        if (attempt.solves) {
            answer = co_await judge(attempt, msgid, true);
            if (answer.has_error()) co_return answer.error();
        }
    }
    if (answer->kind == AdmitKind::denied) {
        ++outcomes.blocked;
        ++outcomes.blocked_by[static_cast<std::size_t>(answer->denial.rule)];
        co_return Result<void>();
    }
    if (attempt.entered_after) entries_.push({attempt.at + *attempt.entered_after, &attempt, msgid});
    const bool overdue = !attempt.entered_after || *attempt.entered_after >= config_.conversion_wait;
    if (account_.conversion_feedback && overdue) due_.push_back(attempt.at + config_.conversion_wait);
    co_return Result<void>();
}

}   // namespace smsgw::app
