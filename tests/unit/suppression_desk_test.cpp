// What STOP and START change, for whom.
#include "dlr/suppression_desk.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/fake_bench.hpp"

namespace smsgw::dlr {
namespace {

using test::value_of;
using Reason = SuppressionReason;

class SuppressionDeskTest : public testing::Test {
protected:
    boost::system::error_code hear(OptOut word, const std::string& from, const std::string& to) {
        MoMessage mo;
        mo.from = from;
        mo.to = to;
        mo.opt_out = word;
        const auto heard = s.run(desk.apply(ProviderId("x"), {mo}));
        return heard.has_error() ? heard.error() : boost::system::error_code{};
    }
    void add(Reason reason, SuppressionScope scope) {
        value_of(
            s.run(s.suppressions().add({.number = handset, .scope = std::move(scope), .reason = reason})));
    }
    std::string reason_for(const char* account) {
        const auto entry = value_of(s.run(s.suppressions().find(AccountId(account), handset)));
        return entry ? std::string(to_text(entry->reason)) : "";
    }

    const E164Number handset = *E164Number::parse("+31612345678");
    test::FakeBench s;
    const std::vector<Account> accounts{
        {.id = AccountId("shop"), .default_sender = Sender("Shop"), .senders = {Sender("+31970001")}},
        {.id = AccountId("bank"), .default_sender = Sender("31970002")},
        {.id = AccountId("club"), .default_sender = Sender("3197")}};
    SuppressionDesk desk{s.suppressions(), accounts};
};

TEST_F(SuppressionDeskTest, StopsTheAccountThatSendsAsTheNumber) {
    EXPECT_EQ(hear(OptOut::stop, handset.str(), "+31970001"), boost::system::error_code{});
    EXPECT_EQ(reason_for("shop"), "stop");
    EXPECT_EQ(reason_for("bank"), "");
    EXPECT_EQ(s.storage.suppressions.at(0).source, ProviderId("x"));
    EXPECT_FALSE(s.storage.suppressions.at(0).until);
}

TEST_F(SuppressionDeskTest, ReadsNumbersWithAndWithoutThePlusSign) {
    hear(OptOut::stop, "31612345678", "+31970002");
    EXPECT_EQ(reason_for("bank"), "stop");
    hear(OptOut::start, "+31612345678", "31970002");
    EXPECT_EQ(reason_for("bank"), "");
}

TEST_F(SuppressionDeskTest, KnowsShortCodes) {
    hear(OptOut::stop, handset.str(), "3197");
    EXPECT_EQ(reason_for("club"), "stop");
    EXPECT_EQ(reason_for("shop"), "");
}

TEST_F(SuppressionDeskTest, StopsAllAccountsWhenNoneSendsAsTheNumber) {
    hear(OptOut::stop, handset.str(), "");
    EXPECT_EQ(s.storage.suppressions.size(), 1U);
    EXPECT_EQ(reason_for("shop"), "stop");
    EXPECT_EQ(reason_for("an account of another process"), "stop");
}

TEST_F(SuppressionDeskTest, StartsWhatARecipientOrAProviderHasStopped) {
    add(Reason::stop, AccountId("shop"));
    add(Reason::carrier, AccountId("shop"));
    hear(OptOut::start, handset.str(), "+31970001");
    EXPECT_EQ(reason_for("shop"), "");
}

TEST_F(SuppressionDeskTest, StartsNothingThatAPersonHasStoppedNorANumberThatDoesNotExist) {
    for (const auto reason : {Reason::manual, Reason::invalid}) {
        add(reason, AccountId("shop"));
        hear(OptOut::start, handset.str(), "+31970001");
        EXPECT_EQ(reason_for("shop"), to_text(reason));
        s.storage.suppressions.clear();
    }
}

TEST_F(SuppressionDeskTest, StartsForAllAccountsButNotWhatWasStoppedAtTheOwnNumberOfOne) {
    add(Reason::stop, {});
    add(Reason::carrier, AccountId("shop"));
    add(Reason::stop, AccountId("bank"));
    hear(OptOut::start, handset.str(), "+1555");
    EXPECT_EQ(reason_for("shop"), "");
    EXPECT_EQ(reason_for("bank"), "stop");
}

TEST_F(SuppressionDeskTest, DoesNothingForOtherMessagesAndSendersThatAreNoNumbers) {
    hear(OptOut::none, handset.str(), "+31970001");
    hear(OptOut::stop, "Shop", "+31970001");
    hear(OptOut::stop, "", "+31970001");
    EXPECT_TRUE(s.storage.suppressions.empty());
}

TEST_F(SuppressionDeskTest, SaysWhenStorageIsAway) {
    s.storage.failure = Errc::storage_unavailable;
    EXPECT_EQ(hear(OptOut::stop, handset.str(), ""), Errc::storage_unavailable);
    EXPECT_EQ(hear(OptOut::start, handset.str(), ""), Errc::storage_unavailable);
    EXPECT_EQ(hear(OptOut::none, handset.str(), ""), boost::system::error_code{});
}

TEST_F(SuppressionDeskTest, LogsNoWholeNumber) {
    std::string lines;
    const log::Capture capture(lines);
    hear(OptOut::stop, handset.str(), "+31970001");
    hear(OptOut::stop, "No Number At All", "+31970001");
    EXPECT_NE(lines.find(handset.masked()), std::string::npos) << lines;
    EXPECT_EQ(lines.find("612345"), std::string::npos) << lines;
    EXPECT_EQ(lines.find("No Number"), std::string::npos) << lines;
}

}   // namespace
}   // namespace smsgw::dlr
