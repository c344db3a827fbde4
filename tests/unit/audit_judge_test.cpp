// What an audit says of a message, for each promise that a stored message can break.
#include "redis/audit_judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace smsgw::redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The events after the implied first one, with their attempts.
MessageFacts with_events(MsgStatus status, std::vector<std::pair<MsgStatus, int>> events) {
    MessageFacts facts;
    facts.status = status;
    for (const auto& [next, attempt] : events) {
        facts.events.push_back({.seq = ++facts.last_seq, .status = next, .attempt = attempt});
        if (next == MsgStatus::submitting) ++facts.attempts;
    }
    return facts;
}

MessageFacts queued() {
    auto facts = with_events(MsgStatus::queued, {});
    facts.has_text = true;
    facts.places.waiting = 1;
    return facts;
}

MessageFacts submitting() {
    auto facts = with_events(MsgStatus::submitting, {{MsgStatus::submitting, 1}});
    facts.has_text = true;
    facts.places.lent = 1;
    return facts;
}

MessageFacts submitted() {
    auto facts = with_events(MsgStatus::submitted, {{MsgStatus::submitting, 1}, {MsgStatus::submitted, 1}});
    facts.has_provider_msgid = true;
    facts.places.due = true;
    return facts;
}

MessageFacts ended(MsgStatus status, std::vector<std::pair<MsgStatus, int>> events) {
    auto facts = with_events(status, std::move(events));
    facts.has_ttl = true;
    return facts;
}

MessageFacts delivered() {
    auto facts = ended(MsgStatus::delivered,
                       {{MsgStatus::submitting, 1}, {MsgStatus::submitted, 1}, {MsgStatus::delivered, 1}});
    facts.has_provider_msgid = true;
    return facts;
}

MessageFacts failed() {
    return ended(MsgStatus::failed, {{MsgStatus::submitting, 1}, {MsgStatus::failed, 1}});
}

MessageFacts gone() {
    MessageFacts facts;
    facts.exists = false;
    return facts;
}

struct Row {
    const char* name;
    MessageFacts (*healthy)();
    std::function<void(MessageFacts&)> harm;
    std::vector<Breach> expected;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << row.name;
}

class AuditJudge : public testing::TestWithParam<Row> {};

TEST_P(AuditJudge, FindsExactlyTheBreach) {
    const auto& row = GetParam();
    auto facts = row.healthy();
    ASSERT_THAT(judge(facts), IsEmpty());
    row.harm(facts);
    EXPECT_EQ(judge(facts), row.expected);
}

const Row rows[] = {
    {"QueuedNowhere", queued, [](auto& f) { f.places = {}; }, {Breach::unreachable}},
    {"QueuedInALostEntry", queued, [](auto& f) { f.places = {.lost = 1}; }, {Breach::unreachable}},
    {"SubmittingInAnEntryThatWaits",
     submitting,
     [](auto& f) { f.places = {.waiting = 1}; },
     {Breach::unreachable}},
    {"SubmittedButNotDue", submitted, [](auto& f) { f.places.due = false; }, {Breach::unreachable}},
    {"SubmittedWithAnEntryInsteadOfADueTime",
     submitted,
     [](auto& f) { f.places = {.waiting = 1}; },
     {Breach::unreachable}},
    {"QueuedTwice", queued, [](auto& f) { f.places.waiting = 2; }, {Breach::doubled}},
    {"QueuedAndDue", queued, [](auto& f) { f.places.due = true; }, {Breach::doubled}},
    {"SubmittingAndDue", submitting, [](auto& f) { f.places.due = true; }, {Breach::doubled}},
    {"LiveWithAnEnd", submitted, [](auto& f) { f.has_ttl = true; }, {Breach::ttl_on_live}},
    {"AtRestWithoutAnEnd", delivered, [](auto& f) { f.has_ttl = false; }, {Breach::no_ttl_at_rest}},
    {"WithoutAStatus", queued, [](auto& f) { f.status.reset(); }, {Breach::unreadable}},
    {"AnEventMissing", submitted, [](auto& f) { f.events[1].seq = 4; }, {Breach::seq_gap}},
    {"MoreEventsCountedThanThere", submitted, [](auto& f) { f.last_seq = 4; }, {Breach::seq_gap}},
    {"StatusWentBack",
     delivered,
     [](auto& f) { f.events[2].status = MsgStatus::unknown, f.status = MsgStatus::undelivered; },
     {Breach::rank_regression, Breach::last_event_differs}},
    {"DeliveredWasLeft",
     delivered,
     [](auto& f) {
         f.events.push_back({.seq = ++f.last_seq, .status = MsgStatus::undelivered, .attempt = 1});
         f.status = MsgStatus::undelivered;
     },
     {Breach::rank_regression}},
    {"StatusTwice",
     delivered,
     [](auto& f) { f.events.push_back({.seq = ++f.last_seq, .status = MsgStatus::delivered, .attempt = 1}); },
     {Breach::status_repeated}},
    {"LastEventIsAnother",
     delivered,
     [](auto& f) { f.status = MsgStatus::undelivered; },
     {Breach::last_event_differs}},
    {"FirstEventIsAnother",
     queued,
     [](auto& f) { f.status = MsgStatus::unknown, f.places = {.due = true}; },
     {Breach::last_event_differs}},
    {"AttemptsDoNotMatch", failed, [](auto& f) { f.attempts = 2; }, {Breach::attempt_mismatch}},
    {"AttemptNumberSkipped", failed, [](auto& f) { f.events[0].attempt = 2; }, {Breach::attempt_mismatch}},
    {"TextAtRest", failed, [](auto& f) { f.has_text = true; }, {Breach::text_kept}},
    {"TextAfterAcceptance", submitted, [](auto& f) { f.has_text = true; }, {Breach::text_kept}},
    {"FailedAfterAcceptance",
     failed,
     [](auto& f) {
         f.events[1] = {.seq = 3, .status = MsgStatus::submitted, .attempt = 1};
         f.events.push_back({.seq = ++f.last_seq, .status = MsgStatus::failed, .attempt = 1});
     },
     {Breach::resend_unsafe_truth}},
    {"FailedWithAProviderMsgid",
     failed,
     [](auto& f) { f.has_provider_msgid = true; },
     {Breach::resend_unsafe_truth}},
    {"FailedWithAnUnlearnedOutcome",
     failed,
     [](auto& f) { f.ambiguous = true; },
     {Breach::resend_unsafe_truth}},
    {"TwoAcceptedAttemptsUntold",
     delivered,
     [](auto& f) {
         f.events[1] = {.seq = 3, .status = MsgStatus::unknown, .attempt = 1};
         f.events[2] = {.seq = 4, .status = MsgStatus::queued, .attempt = 1};
         f.events.push_back({.seq = 5, .status = MsgStatus::submitting, .attempt = 2});
         f.events.push_back({.seq = 6, .status = MsgStatus::submitted, .attempt = 2});
         f.events.push_back({.seq = 7, .status = MsgStatus::delivered, .attempt = 1});
         f.last_seq = 7, f.attempts = 2;
     },
     {Breach::duplicate_unflagged}},
    {"DueAtRest", delivered, [](auto& f) { f.places.due = true; }, {Breach::due_orphan}},
    {"DueWithoutAMessage", gone, [](auto& f) { f.places.due = true; }, {Breach::due_orphan}},
    {"EntryWithoutAMessage", gone, [](auto& f) { f.places.lent = 1; }, {Breach::entry_orphan}},
};

INSTANTIATE_TEST_SUITE_P(Rows, AuditJudge, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(AuditJudgeTable, HasARowForEachBreachThatAMessageCanShow) {
    std::set<Breach> planted;
    for (const auto& row : rows) planted.insert(row.expected.begin(), row.expected.end());
    // those of records and counters are found without a message: tests/io/audit_planted_test.cpp
    planted.insert({Breach::idempotency_orphan, Breach::index_mismatch, Breach::parked_orphan,
                    Breach::counter_mismatch});
    EXPECT_EQ(planted.size(), breach_rows.size());
}

TEST(AuditJudgeTable, NamesEachBreachInItsOrder) {
    for (std::size_t i = 0; i < breach_rows.size(); ++i)
        EXPECT_EQ(breach_rows[i].breach, static_cast<Breach>(i)) << breach_rows[i].code;
    EXPECT_EQ(code_of(Breach::doubled), "double");
}

TEST(AuditJudgeHealthy, AcceptsEveryWayThroughALife) {
    using S = MsgStatus;
    const std::pair<MsgStatus, std::vector<std::pair<MsgStatus, int>>> lives[] = {
        {S::expired, {{S::expired, 0}}},
        {S::canceled, {{S::canceled, 0}}},
        {S::expired, {{S::queued, 0}, {S::expired, 0}}},
        {S::failed, {{S::submitting, 1}, {S::queued, 1}, {S::submitting, 2}, {S::failed, 2}}},
        {S::unconfirmed, {{S::submitting, 1}, {S::unknown, 1}, {S::unconfirmed, 1}}},
        {S::dlr_timeout, {{S::submitting, 1}, {S::submitted, 1}, {S::dlr_timeout, 1}}},
        {S::delivered, {{S::submitting, 1}, {S::delivered, 1}}},
        {S::delivered, {{S::submitting, 1}, {S::submitted, 1}, {S::undelivered, 1}, {S::delivered, 1}}},
        {S::delivered, {{S::submitting, 1}, {S::unknown, 1}, {S::unconfirmed, 1}, {S::delivered, 1}}},
    };
    for (const auto& [status, events] : lives)
        EXPECT_THAT(judge(ended(status, events)), IsEmpty()) << to_text(status) << events.size();
}

TEST(AuditJudgeHealthy, AcceptsAScheduledMessageAndItsWayIntoTheQueue) {
    auto facts = with_events(MsgStatus::scheduled, {});
    facts.has_text = true;
    facts.places.due = true;
    EXPECT_THAT(judge(facts), IsEmpty());
    auto released = with_events(MsgStatus::queued, {{MsgStatus::queued, 0}});
    released.places.waiting = 1;
    EXPECT_THAT(judge(released), IsEmpty());
}

TEST(AuditJudgeHealthy, AcceptsTheTextOfADeadLetter) {
    auto facts = ended(MsgStatus::rejected, {{MsgStatus::rejected, 0}});
    facts.has_text = true;
    facts.places.dead_letter = true;
    EXPECT_THAT(judge(facts), IsEmpty());
}

TEST(AuditJudgeHealthy, AcceptsADuplicateThatIsTold) {
    auto facts = ended(MsgStatus::delivered, {{MsgStatus::submitting, 1},
                                              {MsgStatus::unknown, 1},
                                              {MsgStatus::queued, 1},
                                              {MsgStatus::submitting, 2},
                                              {MsgStatus::submitted, 2},
                                              {MsgStatus::delivered, 1}});
    EXPECT_THAT(judge(facts), ElementsAre(Breach::duplicate_unflagged));
    facts.duplicate = true;
    EXPECT_THAT(judge(facts), IsEmpty());
}

TEST(AuditJudgeHealthy, AcceptsAReportOfTheFirstTryWhereTheProviderDropsRepeats) {
    EXPECT_THAT(judge(ended(MsgStatus::delivered, {{MsgStatus::submitting, 1},
                                                   {MsgStatus::queued, 1},
                                                   {MsgStatus::submitting, 2},
                                                   {MsgStatus::submitted, 2},
                                                   {MsgStatus::delivered, 1}})),
                IsEmpty());
}

TEST(AuditJudgeHealthy, AcceptsStaleEntriesOfWhatWentOnWithoutThem) {
    auto facts = delivered();
    facts.places.waiting = 1;
    EXPECT_THAT(judge(facts), IsEmpty());
    auto live = submitted();
    live.places.lent = 1;
    EXPECT_THAT(judge(live), IsEmpty());
}

}   // namespace
}   // namespace smsgw::redis
