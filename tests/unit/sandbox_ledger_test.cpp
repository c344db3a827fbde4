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
    EXPECT_EQ(Json::parse(ledger.summary()), Json({{"accepted", 1},
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
