// The simulated operator's books.
#include "providers/sandbox_ledger.hpp"

#include <gtest/gtest.h>

#include "providers/json.hpp"

namespace smsgw::providers {
namespace {

LedgerAccept an_accept(std::string_view ref) {
    return {WallTime{}, "sb-1", ref, "+3161*****78"};
}

TEST(SandboxLedger, CountsAttemptsOfOneMessageAsOneDuplicateMessage) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept("m_1.1.aa"));
    ledger.accept(an_accept("m_1.2.bb"));
    ledger.accept(an_accept("m_1.3.cc"));
    ledger.accept(an_accept("m_2.1.dd"));
    EXPECT_EQ(ledger.counts().accepted, 4U);
    EXPECT_EQ(ledger.counts().distinct_refs, 4U);
    EXPECT_EQ(ledger.counts().distinct_messages, 2U);
    EXPECT_EQ(ledger.counts().duplicate_messages, 1U);
}

TEST(SandboxLedger, CountsARepeatedRefAsOneRefAndADuplicateMessage) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept("m_1.1.aa"));
    ledger.accept(an_accept("m_1.1.aa"));
    EXPECT_EQ(ledger.counts().distinct_refs, 1U);
    EXPECT_EQ(ledger.counts().duplicate_messages, 1U);
}

TEST(SandboxLedger, KeepsSubmitsWithoutARefApart) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept(""));
    ledger.accept(an_accept(""));
    EXPECT_EQ(ledger.counts().without_ref, 2U);
    EXPECT_EQ(ledger.counts().distinct_messages, 0U);
    EXPECT_EQ(ledger.counts().duplicate_messages, 0U);
}

TEST(SandboxLedger, OnlyCountsWhatComesAfterItIsFull) {
    SandboxLedger ledger(2);
    for (const auto ref : {"m_1.1.a", "m_2.1.a", "m_3.1.a", "m_3.1.a"}) ledger.accept(an_accept(ref));
    EXPECT_EQ(ledger.counts().accepted, 4U);
    EXPECT_EQ(ledger.counts().distinct_refs, 2U);
    EXPECT_EQ(ledger.counts().untracked, 2U);
}

std::string found(const SandboxLedger& ledger, std::string_view ref) {
    const auto sms = ledger.find(ref);
    return sms ? std::string(sms->id) + " " + std::string(sms->status) : "nothing";
}

LedgerReport a_report(std::string_view ref, std::string_view status) {
    return {WallTime{}, "sb-1", ref, status, 1, "200", true};
}

TEST(SandboxLedger, FindsAnSmsByItsWholeRefOnly) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept("m_1.1.aa"));
    EXPECT_EQ(found(ledger, "m_1.1.aa"), "sb-1 queued");
    for (const auto ref : {"m_1.2.aa", "m_1.1", "m_1", "m_1.1.aa "}) EXPECT_EQ(found(ledger, ref), "nothing");
}

TEST(SandboxLedger, RemembersTheFurthestStatusThatWasReported) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept("m_1.1.aa"));
    for (const auto& [reported, status] : {std::pair{"sent", "sb-1 sent"},
                                           {"undelivered", "sb-1 undelivered"},
                                           {"delivered", "sb-1 delivered"},
                                           {"sent", "sb-1 delivered"}}) {
        ledger.report(a_report("m_1.1.aa", reported));
        EXPECT_EQ(found(ledger, "m_1.1.aa"), status);
    }
    ledger.report(a_report("m_2.1.bb", "sent"));
    EXPECT_EQ(found(ledger, "m_2.1.bb"), "nothing");
}

TEST(SandboxLedger, TakesARepeatsRefForAnotherNameOfTheSameSms) {
    SandboxLedger ledger(100);
    ledger.accept({WallTime{}, "sb-7", "m_1.1.aa", "+3161*****78", "m_1"});
    EXPECT_EQ(ledger.id_of_key("m_1"), "sb-7");
    EXPECT_EQ(ledger.id_of_key("m_2"), "");
    ledger.deduplicate({WallTime{}, "sb-7", "m_1.2.bb", "+3161*****78", "m_1"});
    ledger.report(a_report("m_1.1.aa", "sent"));
    EXPECT_EQ(found(ledger, "m_1.2.bb"), "sb-7 sent");
    EXPECT_EQ(ledger.counts().accepted, 1U);
    EXPECT_EQ(ledger.counts().deduplicated, 1U);
    EXPECT_EQ(ledger.counts().distinct_refs, 1U);
    EXPECT_EQ(ledger.counts().duplicate_messages, 0U);
}

TEST(SandboxLedger, KnowsWhenItHasBecomeFull) {
    SandboxLedger ledger(2);
    ledger.accept(an_accept("m_1.1.a"));
    EXPECT_FALSE(ledger.is_full());
    ledger.accept(an_accept("m_2.1.a"));
    EXPECT_TRUE(ledger.is_full());
    ledger.accept({WallTime{}, "sb-3", "m_3.1.a", "+3161*****78", "m_3"});
    EXPECT_EQ(found(ledger, "m_3.1.a"), "nothing");
    EXPECT_EQ(ledger.id_of_key("m_3"), "");
    EXPECT_EQ(found(ledger, "m_2.1.a"), "sb-1 queued");
}

TEST(SandboxLedger, ThrottlesAMessageOnceWhicheverAttemptComes) {
    using enum SandboxLedger::Throttled;
    SandboxLedger ledger(100);
    EXPECT_EQ(ledger.note_throttled("m_1.1.aa"), first_time);
    EXPECT_EQ(ledger.note_throttled("m_1.2.bb"), before);
    EXPECT_EQ(ledger.note_throttled("m_2.1.cc"), first_time);
}

TEST(SandboxLedger, ThrottlesNobodyWhenItCannotRememberWhom) {
    SandboxLedger ledger(0);
    EXPECT_EQ(ledger.note_throttled("m_1.1.aa"), SandboxLedger::Throttled::before);
}

TEST(SandboxLedger, SummarisesAsJson) {
    SandboxLedger ledger(100);
    ledger.accept(an_accept("m_1.1.aa"));
    ledger.refuse(429);
    ledger.refuse(429);
    ledger.report({WallTime{}, "sb-1", "m_1.1.aa", "delivered", 1, "connect_failed", false});
    ledger.report({WallTime{}, "sb-1", "m_1.1.aa", "delivered", 2, "200", true});
    ledger.abandon_report();
    ledger.look_up();
    EXPECT_EQ(Json::parse(ledger.summary()), Json({{"accepted", 1},
                                                   {"deduplicated", 0},
                                                   {"looked_up", 1},
                                                   {"without_ref", 0},
                                                   {"distinct_refs", 1},
                                                   {"distinct_messages", 1},
                                                   {"duplicate_messages", 0},
                                                   {"untracked", 0},
                                                   {"refused", {{"429", 2}}},
                                                   {"reports_posted", 2},
                                                   {"reports_acknowledged", 1},
                                                   {"reports_abandoned", 1},
                                                   {"by_status", {{"delivered", 1}}}}));
}

TEST(SandboxLedger, RefusesAFileThatCannotBeOpened) {
    SandboxLedger ledger(100);
    EXPECT_EQ(ledger.open("/nonexistent/ledger.ndjson").error(), Errc::config_invalid);
}

}   // namespace
}   // namespace smsgw::providers
