// The storage contract: numbers that are not written to, who puts them on the list, and what lifts it.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using Reason = SuppressionReason;

const auto number = *E164Number::parse("+31612345678");   // of a_message()
const AccountId shop("shop");

template <class Bench>
class StorageSuppresses : public StorageContract<Bench> {
protected:
    Suppression add(Reason reason, SuppressionScope scope = shop, std::optional<Millis> span = {}) {
        StorageBench& s = this->bench;
        Suppression entry{.number = number, .scope = std::move(scope), .reason = reason};
        if (span) {
            const auto now = value_of(s.run(s.suppressions().add(entry))).at;
            entry.until = now + *span;
        }
        return value_of(s.run(s.suppressions().add(std::move(entry))));
    }
    SuppressionsRemoved remove(std::vector<Reason> reasons,
                               SuppressionRemoval::Others others = SuppressionRemoval::Others::stay) {
        SuppressionRemoval removal{
            .scope = shop, .number = number, .reasons = std::move(reasons), .others = others};
        return value_of(this->bench.run(this->bench.suppressions().remove(std::move(removal))));
    }
    std::string reason_for(const AccountId& account = shop) {
        StorageBench& s = this->bench;
        const auto entry = value_of(s.run(s.suppressions().find(account, number)));
        return entry ? std::string(to_text(entry->reason)) : "";
    }
    boost::system::error_code admit_error(NewMessage message = a_new_message()) {
        StorageBench& s = this->bench;
        const auto admitted = s.run(s.messages().admit(std::move(message)));
        return admitted.has_error() ? admitted.error() : boost::system::error_code{};
    }
    // A message that its provider refuses.
    void refused(RecipientFault fault) {
        StorageBench& s = this->bench;
        s.settle(s.begun(), SettleRejected{"x_1", fault});
    }
    void reported(MsgStatus status, const std::string& id, RecipientFault fault = RecipientFault::none) {
        StorageBench& s = this->bench;
        auto report = a_report(status, id);
        report.fault = fault;
        value_of(s.run(s.reports().apply(provider_x, std::move(report))));
    }
};
TYPED_TEST_SUITE(StorageSuppresses, Storages, StorageNames);

TYPED_TEST(StorageSuppresses, MessagesToANumberOnTheAccountsList) {
    this->add(Reason::manual);
    EXPECT_EQ(this->admit_error(), Errc::recipient_suppressed);
    EXPECT_TRUE(this->bench.lease().empty());
}

TYPED_TEST(StorageSuppresses, NoOtherAccountsMessages) {
    this->add(Reason::manual, AccountId("bank"));
    EXPECT_EQ(this->admit_error(), boost::system::error_code{});
    EXPECT_EQ(this->reason_for(AccountId("bank")), "manual");
}

TYPED_TEST(StorageSuppresses, MessagesOfEveryAccountToANumberOnTheListOfAll) {
    this->add(Reason::stop, {});
    EXPECT_EQ(this->admit_error(), Errc::recipient_suppressed);
    EXPECT_EQ(this->reason_for(AccountId("bank")), "stop");
}

TYPED_TEST(StorageSuppresses, NoRepeatOfWhatWasAcceptedBefore) {
    auto message = a_new_message();
    message.idempotency_key = "k";
    const auto first = this->bench.admit(message);
    this->add(Reason::stop);
    const auto again = value_of(this->bench.run(this->bench.messages().admit(message)));
    EXPECT_EQ(again.kind, AdmitKind::replayed);
    EXPECT_EQ(again.message.msgid, first.msgid);
    // but what is not accepted leaves no trace of its key
    message.idempotency_key = "k2";
    EXPECT_EQ(this->admit_error(message), Errc::recipient_suppressed);
    this->remove({Reason::stop});
    EXPECT_EQ(value_of(this->bench.run(this->bench.messages().admit(message))).kind, AdmitKind::fresh);
}

TYPED_TEST(StorageSuppresses, AMessageThatIsAboutToBeSubmitted) {
    StorageBench& s = this->bench;
    s.admit();
    const auto lease = s.lease_one();
    this->add(Reason::stop);
    EXPECT_EQ(s.begin(lease), Begun::suppressed);
    EXPECT_EQ(s.timeline(lease.message.msgid), "queued rejected");
    EXPECT_EQ(s.view(lease.message.msgid).events.back().error, "suppressed");
    EXPECT_EQ(s.begin(lease), Begun::lost);
    EXPECT_TRUE(s.reclaim().empty());
}

TYPED_TEST(StorageSuppresses, AHedgeWhichLeavesItsMessageAsItIs) {
    StorageBench& s = this->bench;
    auto settlement = accepted_as();
    settlement.hedge = 30s;
    const auto first = s.begun();
    s.settle(first, settlement);
    s.advance(30s);
    s.promote();
    const auto hedge = s.lease_one();
    this->add(Reason::stop);
    EXPECT_EQ(s.begin(hedge, {}, ProviderId("y")), Begun::suppressed);
    EXPECT_EQ(s.status(first.message.msgid), MsgStatus::submitted);
    EXPECT_TRUE(s.reclaim().empty());
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
}

TYPED_TEST(StorageSuppresses, NothingAnyMoreWhenItsTimeIsOver) {
    const auto entry = this->add(Reason::manual, shop, 1h);
    EXPECT_GT(*entry.until - entry.at, 59min);   // the two are read from two clocks
    EXPECT_EQ(this->admit_error(), Errc::recipient_suppressed);
    this->bench.advance(1h);
    EXPECT_EQ(this->reason_for(), "");
    EXPECT_EQ(this->admit_error(), boost::system::error_code{});
}

TYPED_TEST(StorageSuppresses, ForEachReasonByItself) {
    this->add(Reason::manual);
    this->add(Reason::stop);
    this->add(Reason::stop);
    const auto removed = this->remove({Reason::stop, Reason::carrier});
    EXPECT_EQ(removed.removed, 1);
    EXPECT_EQ(removed.others, 1);
    EXPECT_EQ(this->reason_for(), "manual");
}

TYPED_TEST(StorageSuppresses, AsLongAsAnotherReasonForbidsToLiftIt) {
    this->add(Reason::manual);
    this->add(Reason::stop);
    const auto removed = this->remove({Reason::manual}, SuppressionRemoval::Others::forbid);
    EXPECT_EQ(removed.removed, 0);
    EXPECT_EQ(removed.others, 1);
    EXPECT_EQ(this->remove({Reason::manual, Reason::stop}, SuppressionRemoval::Others::forbid).removed, 2);
    EXPECT_EQ(this->remove({Reason::manual}).removed, 0);
    EXPECT_EQ(this->reason_for(), "");
}

TYPED_TEST(StorageSuppresses, AndTellsWhatIsOnAList) {
    StorageBench& s = this->bench;
    this->add(Reason::manual, {});
    for (int i = 0; i < 7; ++i) {
        Suppression entry{.number = *E164Number::parse("+3161234560" + std::to_string(i)),
                          .scope = shop,
                          .reason = Reason::carrier,
                          .source = provider_x,
                          .note = "line\nbreak"};
        value_of(s.run(s.suppressions().add(std::move(entry))));
    }
    std::set<std::string> numbers;
    std::uint64_t cursor = 0;
    do {
        const auto page = value_of(s.run(s.suppressions().list(shop, cursor, 3)));
        for (const auto& entry : page.entries) {
            numbers.insert(entry.number.str());
            EXPECT_EQ(entry.reason, Reason::carrier);
            EXPECT_EQ(entry.scope, SuppressionScope(shop));
            EXPECT_EQ(entry.source, provider_x);
            EXPECT_FALSE(entry.until);
        }
        cursor = page.next;
    } while (cursor != 0);
    EXPECT_EQ(numbers.size(), 7U);
    EXPECT_EQ(value_of(s.run(s.suppressions().list({}, 0, 3))).entries.size(), 1U);
}

TYPED_TEST(StorageSuppresses, ARecipientWhoHasOptedOutAtAProvider) {
    this->refused(RecipientFault::opted_out);
    EXPECT_EQ(this->reason_for(), "carrier");
    EXPECT_EQ(this->reason_for(AccountId("bank")), "")
        << "whose sender it was about is not known to be the same";
    EXPECT_EQ(this->admit_error(), Errc::recipient_suppressed);
}

TYPED_TEST(StorageSuppresses, ARecipientWhoseReportSaysSo) {
    this->bench.submitted({"p1"});
    this->reported(MsgStatus::undelivered, "p1", RecipientFault::opted_out);
    EXPECT_EQ(this->reason_for(), "carrier");
}

TYPED_TEST(StorageSuppresses, ARecipientWhoseReportCameBeforeItsMessageWasKnown) {
    StorageBench& s = this->bench;
    const auto lease = s.begun();
    this->reported(MsgStatus::undelivered, "p1", RecipientFault::opted_out);
    EXPECT_EQ(this->reason_for(), "");
    s.settle(lease, accepted_as({"p1"}));
    EXPECT_EQ(this->reason_for(), "carrier");
}

TYPED_TEST(StorageSuppresses, ANumberThatDoesNotExistAfterThreeFailures) {
    StorageBench& s = this->bench;
    this->refused(RecipientFault::invalid);
    s.submitted({"p2"});
    this->reported(MsgStatus::undelivered, "p2", RecipientFault::invalid);
    this->reported(MsgStatus::undelivered, "p2", RecipientFault::invalid);   // the same news
    EXPECT_EQ(this->reason_for(), "");
    this->refused(RecipientFault::invalid);
    EXPECT_EQ(this->reason_for(), "invalid");
    s.advance(invalid_suppressed_for);
    EXPECT_EQ(this->reason_for(), "");
    // and from there it takes three again
    this->refused(RecipientFault::invalid);
    EXPECT_EQ(this->reason_for(), "");
}

TYPED_TEST(StorageSuppresses, NoNumberThatWasReachedBetweenItsFailures) {
    StorageBench& s = this->bench;
    for (int round = 0; round < 3; ++round) {
        this->refused(RecipientFault::invalid);
        this->refused(RecipientFault::invalid);
        const auto id = "p" + std::to_string(round);
        s.submitted({id});
        this->reported(MsgStatus::delivered, id);
    }
    EXPECT_EQ(this->reason_for(), "");
}

TYPED_TEST(StorageSuppresses, NoNumberForAReportThatContradictsADelivery) {
    StorageBench& s = this->bench;
    this->refused(RecipientFault::invalid);
    this->refused(RecipientFault::invalid);
    for (const std::string id : {"p1", "p2", "p3"}) {
        s.submitted({id});
        this->reported(MsgStatus::delivered, id);
        this->reported(MsgStatus::undelivered, id, RecipientFault::invalid);
    }
    EXPECT_EQ(this->reason_for(), "");
}

}   // namespace
}   // namespace smsgw::test
