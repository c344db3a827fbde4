// Has a world's messages judged one by one, as the gateway judges them, and counts what becomes of them.
#pragma once

#include <array>
#include <deque>
#include <queue>
#include <string>
#include <vector>

#include "app/abuse_world.hpp"
#include "intake/config.hpp"
#include "redis/admission_lab.hpp"
#include "smsgw/admission.hpp"

namespace smsgw::app {

// What became of the messages of one kind of asker.
struct Outcomes {
    int attempts = 0;
    int challenged = 0;                                          // asked to prove to be a person
    int blocked = 0;                                             // refused, or did not prove it
    std::array<int, admission_rule_names.size()> blocked_by{};   // of these, by rule

    int sent() const { return attempts - blocked; }
};
using OutcomesByAsker = std::array<Outcomes, askers>;

// Plays one list of attempts. One at a time for each lab.
class AbusePlayer {
public:
    // `config` and `account` must outlive this. Time begins at `midnight`.
    AbusePlayer(redis::AdmissionLab& lab, const intake::AdmissionConfig& config, const Account& account,
                WallTime midnight)
        : lab_(lab), config_(config), account_(account), midnight_(midnight) {}

    // Errors are the lab's.
    Task<Result<OutcomesByAsker>> play(const std::vector<Attempt>& attempts);

private:
    // A code that will be entered.
    struct Entry {
        Millis at;
        const Attempt* attempt;
        MsgId msgid;
        friend bool operator>(const Entry& a, const Entry& b) { return a.at > b.at; }
    };

    Task<Result<void>> ask(const Attempt& attempt, MsgId msgid);
    Task<Result<Admitted>> judge(const Attempt& attempt, MsgId msgid, bool passed);
    Task<Result<void>> settle_until(Millis end);
    Task<Result<void>> enter(Entry entry);
    Task<Result<void>> tally(Millis at);

    redis::AdmissionLab& lab_;
    const intake::AdmissionConfig& config_;
    const Account& account_;
    WallTime midnight_;
    OutcomesByAsker outcomes_{};
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
    std::deque<Millis> due_;   // when codes that are not entered by then count as never entered
};

}   // namespace smsgw::app
