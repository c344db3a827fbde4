// Which message a report belongs to: by our reference, in the report or in the URL, else by the provider's msgid.
#include "dlr/report_desk.hpp"

#include <gtest/gtest.h>

#include "support/fake_bench.hpp"

namespace smsgw::dlr {
namespace {

class ReportDeskTest : public testing::Test {
protected:
    Tally apply(std::vector<DeliveryReport> reports, const std::string& path_ref = "") {
        return test::value_of(s.run(desk.apply(test::provider_x, path_ref, std::move(reports))));
    }

    static DeliveryReport with_ref(MsgStatus status, const std::string& ref,
                                   const std::string& provider_msgid = "") {
        auto report = test::a_report(status, provider_msgid);
        report.ref = ref;
        return report;
    }

    test::FakeBench s;
    ReportRef refs{Secret("a key")};
    ReportDesk desk{s.reports(), refs};
};

TEST_F(ReportDeskTest, FindsTheMessageByTheReferenceInTheReport) {
    const auto lease = s.begun();   // its provider msgid is not known yet
    const auto tally = apply({with_ref(MsgStatus::delivered, refs.make(lease.message.msgid, 1), "p1")});
    EXPECT_EQ(tally.changed, 1);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TEST_F(ReportDeskTest, FindsTheMessageByTheReferenceInTheUrl) {
    const auto lease = s.begun();
    const auto tally = apply({test::a_report(MsgStatus::delivered)}, refs.make(lease.message.msgid, 1));
    EXPECT_EQ(tally.changed, 1);
    EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
}

TEST_F(ReportDeskTest, PrefersTheReferenceInTheReport) {
    const auto first = s.begun();
    const auto second = s.begun();
    apply({with_ref(MsgStatus::sent, refs.make(second.message.msgid, 1))}, refs.make(first.message.msgid, 1));
    EXPECT_EQ(s.status(first.message.msgid), MsgStatus::submitting);
    EXPECT_EQ(s.status(second.message.msgid), MsgStatus::sent);
}

TEST_F(ReportDeskTest, TakesTheUrlsReferenceWhereTheReportsIsAStrangers) {
    const auto lease = s.begun();
    const auto tally = apply({with_ref(MsgStatus::sent, "invoice-17")}, refs.make(lease.message.msgid, 1));
    EXPECT_EQ(tally.changed, 1);
}

TEST_F(ReportDeskTest, FallsBackToTheProviderMsgidOnAForgedReference) {
    const auto victim = s.submitted({"p1"});
    const auto named = s.submitted({"p2"});
    const ReportRef other_key(Secret("guessed"));
    const auto tally = apply({with_ref(MsgStatus::delivered, other_key.make(victim, 1), "p2")});
    EXPECT_EQ(tally.changed, 1);
    EXPECT_EQ(s.status(victim), MsgStatus::submitted);
    EXPECT_EQ(s.status(named), MsgStatus::delivered);
}

TEST_F(ReportDeskTest, FindsTheMessageByTheProviderMsgidAlone) {
    const auto msgid = s.submitted();
    EXPECT_EQ(apply({test::a_report(MsgStatus::delivered)}).changed, 1);
    EXPECT_EQ(s.status(msgid), MsgStatus::delivered);
}

TEST_F(ReportDeskTest, ParksAReportOfAProviderMsgidThatIsNotKnownYet) {
    EXPECT_EQ(apply({test::a_report(MsgStatus::delivered)}).parked, 1);
}

TEST_F(ReportDeskTest, CountsAReportThatNamesNothing) {
    EXPECT_EQ(apply({test::a_report(MsgStatus::delivered, "")}).unknown, 1);
    EXPECT_EQ(apply({with_ref(MsgStatus::delivered, "invoice-17")}).unknown, 1);
    EXPECT_TRUE(s.storage.parked.empty());
}

TEST_F(ReportDeskTest, CountsAReportWhoseMessageIsGone) {
    EXPECT_EQ(apply({with_ref(MsgStatus::delivered, refs.make(MsgId("m_gone"), 1))}).unknown, 1);
}

TEST_F(ReportDeskTest, CountsEachOfSeveral) {
    s.submitted({"p1"});
    s.submitted({"p2"});
    const auto tally =
        apply({test::a_report(MsgStatus::sent, "p1"), test::a_report(MsgStatus::sent, "p1"),
               test::a_report(MsgStatus::delivered, "p2"), test::a_report(MsgStatus::sent, "p3")});
    EXPECT_EQ(tally.changed, 2);
    EXPECT_EQ(tally.no_change, 1);
    EXPECT_EQ(tally.parked, 1);
}

TEST_F(ReportDeskTest, HasNothingToDoForAnEmptyList) {
    const auto tally = apply({});
    EXPECT_EQ(tally.changed + tally.no_change + tally.parked + tally.unknown + tally.dropped, 0);
}

TEST_F(ReportDeskTest, SaysWhenStorageIsAwayAndMayBeAskedAgain) {
    const auto msgid = s.submitted();
    const std::vector<DeliveryReport> reports{test::a_report(MsgStatus::sent),
                                              test::a_report(MsgStatus::delivered)};
    s.storage.failure = Errc::storage_unavailable;
    const auto failed = s.run(desk.apply(test::provider_x, "", reports));
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error(), Errc::storage_unavailable);
    s.storage.failure = Errc{};
    EXPECT_EQ(apply(reports).changed, 2);
    EXPECT_EQ(s.status(msgid), MsgStatus::delivered);
}

}   // namespace
}   // namespace smsgw::dlr
