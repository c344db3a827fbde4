// One function per part of a message; each adds what it finds.
#include "redis/audit_judge.hpp"

#include <algorithm>
#include <set>

namespace smsgw::redis {
namespace {

using Breaches = std::vector<Breach>;

bool is_live(MsgStatus status) {
    return row_of(status).finality == Finality::live;
}

// An attempt that the provider has taken, or whose report came.
bool shows_acceptance(const StatusEvent& event) {
    const int r = rank(event.status);
    return (r >= rank(MsgStatus::submitted) && r < rank(MsgStatus::unconfirmed)) ||
           event.status == MsgStatus::undelivered || event.status == MsgStatus::delivered;
}

// Where the message will go on from, counted: one is right.
int ways_on(MsgStatus status, const Places& places) {
    const int due = places.due ? 1 : 0;
    if (status == MsgStatus::queued) return places.waiting + places.lent + due;
    // An entry that waits would be dropped as soon as it is read: nobody is at work on the attempt.
    if (status == MsgStatus::submitting) return places.lent + due;
    return due;   // stale entries are dropped by whoever reads them
}

void judge_places(MsgStatus status, const MessageFacts& facts, Breaches& found) {
    if (is_live(status)) {
        const int ways = ways_on(status, facts.places);
        if (ways == 0) found.push_back(Breach::unreachable);
        if (ways > 1) found.push_back(Breach::doubled);
        if (facts.has_ttl) found.push_back(Breach::ttl_on_live);
    } else {
        if (!facts.has_ttl) found.push_back(Breach::no_ttl_at_rest);
        if (facts.places.due) found.push_back(Breach::due_orphan);
    }
    const bool for_hedge = facts.hedge == MessageFacts::Hedge::waits && is_live(status);
    if (facts.has_text && rank(status) >= rank(MsgStatus::submitted) && !for_hedge &&
        !facts.places.dead_letter)
        found.push_back(Breach::text_kept);
}

// The only ways back: an attempt that was not accepted, or that shall be repeated.
bool may_follow(MsgStatus before, MsgStatus after) {
    if (may_become(before, after)) return true;
    const bool is_open = before == MsgStatus::submitting || before == MsgStatus::unknown;
    return is_open && after == MsgStatus::queued;
}

bool may_repeat(MsgStatus status) {
    return status == MsgStatus::queued || status == MsgStatus::submitting || status == MsgStatus::unknown;
}

// The first event is implied: what follows it tells whether the message was scheduled.
MsgStatus first_status(const MessageFacts& facts) {
    const auto& events = facts.events;
    const bool was_scheduled =
        events.empty() ? facts.status == MsgStatus::scheduled : events.front().status == MsgStatus::queued;
    return was_scheduled ? MsgStatus::scheduled : MsgStatus::queued;
}

void judge_order(const MessageFacts& facts, Breaches& found) {
    bool gap = false, back = false, repeated = false;
    auto before = first_status(facts);
    std::set<MsgStatus> seen = {before};
    int seq = 1;
    for (const auto& event : facts.events) {
        gap = gap || event.seq != ++seq;
        const bool again = !seen.insert(event.status).second && !may_repeat(event.status);
        repeated = repeated || again;
        back = back || (!again && !may_follow(before, event.status));
        before = event.status;
    }
    if (gap || facts.last_seq != seq) found.push_back(Breach::seq_gap);
    if (back) found.push_back(Breach::rank_regression);
    if (repeated) found.push_back(Breach::status_repeated);
    if (before != facts.status) found.push_back(Breach::last_event_differs);
}

// Attempts that the provider has accepted. One that went back to the queue at once does not count: a provider that drops
// repeats may report the first try of what it took at the second, and storage does not tell the two apart.
std::set<int> accepted_attempts(const std::vector<StatusEvent>& events) {
    std::set<int> accepted;
    std::set<int> taken_back;
    auto before = MsgStatus::queued;
    for (const auto& event : events) {
        if (before == MsgStatus::submitting && event.status == MsgStatus::queued)
            taken_back.insert(event.attempt);
        if (shows_acceptance(event) && !taken_back.contains(event.attempt)) accepted.insert(event.attempt);
        before = event.status;
    }
    return accepted;
}

void judge_attempts(MsgStatus status, const MessageFacts& facts, Breaches& found) {
    const int hedges = facts.hedge == MessageFacts::Hedge::begun ? 1 : 0;
    int begun = 0;
    bool in_order = true;
    for (const auto& event : facts.events)
        if (event.status == MsgStatus::submitting) in_order = event.attempt == ++begun && in_order;
    if (!in_order || begun + hedges != facts.attempts) found.push_back(Breach::attempt_mismatch);
    const bool was_accepted =
        facts.has_provider_msgid || std::any_of(facts.events.begin(), facts.events.end(), shows_acceptance);
    if (row_of(status).resend_safe == ResendSafe::yes && (facts.ambiguous || was_accepted))
        found.push_back(Breach::resend_unsafe_truth);
    if (accepted_attempts(facts.events).size() > 1 && !facts.duplicate)
        found.push_back(Breach::duplicate_unflagged);
}

}   // namespace

std::string_view code_of(Breach breach) {
    return breach_rows[static_cast<std::size_t>(breach)].code;
}

std::vector<Breach> judge(const MessageFacts& facts) {
    Breaches found;
    if (!facts.exists) {
        if (facts.places.waiting + facts.places.lent + facts.places.lost > 0)
            found.push_back(Breach::entry_orphan);
        if (facts.places.due) found.push_back(Breach::due_orphan);
        return found;
    }
    if (!facts.status) return {Breach::unreadable};
    judge_places(*facts.status, facts, found);
    judge_order(facts, found);
    judge_attempts(*facts.status, facts, found);
    return found;
}

}   // namespace smsgw::redis
