// The storage contract: what submits have cost, and what became of them.
#include "support/storage_contract.hpp"

namespace smsgw::test {
namespace {

const Money estimate{50'000, "EUR"};

template <class Bench>
class StorageLedger : public StorageContract<Bench> {
protected:
    // "shop x NL 0.05 EUR" for each row.
    std::string spend() {
        std::string text;
        for (const auto& row : value_of(this->bench.run(this->bench.ledger().spend(this_month()))))
            text += (text.empty() ? "" : "; ") + row.account.str() + " " + row.provider.str() + " " +
                    row.country + " " + micros_text(row.amount.micros) + " " + row.amount.currency;
        return text;
    }
    static std::string this_month() {
        const auto now = std::chrono::system_clock::now();
        const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(now)};
        return std::to_string(static_cast<int>(date.year()) * 100 +
                              static_cast<int>(static_cast<unsigned>(date.month())));
    }
    std::string price(const MsgId& msgid) {
        std::string text;
        for (const auto& money : this->bench.view(msgid).price)
            text += (text.empty() ? "" : "; ") + micros_text(money.micros) + " " + money.currency;
        return text;
    }
    Lease begun() {
        this->bench.admit();
        auto lease = this->bench.lease_one();
        EXPECT_EQ(this->bench.begin(lease, estimate), Begun::go);
        lease.attempts = 1;
        return lease;
    }
    // "submitted delivered undelivered" of a provider to NL.
    std::string quality(const ProviderId& provider = provider_x) {
        std::int64_t s = 0, d = 0, u = 0;
        for (const auto& row : value_of(this->bench.run(this->bench.ledger().quality(10)))) {
            if (row.provider != provider) continue;
            EXPECT_EQ(row.country, "NL");
            s += row.submitted, d += row.delivered, u += row.undelivered;
        }
        return std::to_string(s) + " " + std::to_string(d) + " " + std::to_string(u);
    }
};
TYPED_TEST_SUITE(StorageLedger, Storages, StorageNames);

TYPED_TEST(StorageLedger, BooksAnEstimateWhenTheSubmitIsAccepted) {
    StorageBench& s = this->bench;
    const auto lease = this->begun();
    EXPECT_EQ(this->spend(), "");
    s.settle(lease, accepted_as());
    EXPECT_EQ(this->spend(), "shop x NL 0.05 EUR");
    s.settle(lease, accepted_as());
    EXPECT_EQ(this->spend(), "shop x NL 0.05 EUR");
    EXPECT_EQ(this->price(lease.message.msgid), "0.05 EUR");
}

TYPED_TEST(StorageLedger, BooksNothingForWhatWasNotAccepted) {
    StorageBench& s = this->bench;
    const auto lease = this->begun();
    s.settle(lease, SettleRejected{"x_1"});
    EXPECT_EQ(this->spend(), "");
    EXPECT_EQ(this->price(lease.message.msgid), "");
}

TYPED_TEST(StorageLedger, PrefersTheProvidersPrice) {
    StorageBench& s = this->bench;
    const auto lease = this->begun();
    auto accepted = accepted_as();
    accepted.price = Money{33'300, "EUR"};
    s.settle(lease, accepted);
    EXPECT_EQ(this->spend(), "shop x NL 0.0333 EUR");
    auto report = a_report(MsgStatus::delivered);
    report.price = Money{40'000, "USD"};
    s.run(s.reports().apply(provider_x, report));
    s.run(s.reports().apply(provider_x, report));
    EXPECT_EQ(this->spend(), "shop x NL 0.04 USD");
    EXPECT_EQ(this->price(lease.message.msgid), "0.04 USD");
}

TYPED_TEST(StorageLedger, BooksWhatOnlyAReportHasShownToBeAccepted) {
    StorageBench& s = this->bench;
    const auto lease = this->begun();
    s.settle(lease, SettleUnknown{.hold = std::chrono::hours{1}, .error = "read_timeout"});
    EXPECT_EQ(this->spend(), "");
    s.report_by_ref(lease.message.msgid, MsgStatus::sent);
    EXPECT_EQ(this->spend(), "shop x NL 0.05 EUR");
}

TYPED_TEST(StorageLedger, BooksRepeatsThatAreDroppedOnce) {
    StorageBench& s = this->bench;
    const auto first = this->begun();
    s.settle(first, SettleRepeatAt{.delay = Millis{0}, .error = "read_timeout"});
    s.promote();
    auto repeat = s.lease_one();
    EXPECT_EQ(s.begin(repeat, estimate), Begun::go);
    repeat.attempts = 2;
    s.settle(repeat, accepted_as());
    s.report_by_ref(first.message.msgid, MsgStatus::delivered,
                    1);   // the provider names the try that it took
    EXPECT_EQ(this->spend(), "shop x NL 0.05 EUR");
    EXPECT_EQ(this->quality(), "1 1 0");
}

TYPED_TEST(StorageLedger, KeepsThePriceOfTheMessageWhenItsPartsSayTheirs) {
    StorageBench& s = this->bench;
    auto message = a_new_message();
    message.message.segments = 2;
    s.admit(std::move(message));
    auto lease = s.lease_one();
    EXPECT_EQ(s.begin(lease, estimate), Begun::go);
    lease.attempts = 1;
    auto accepted = accepted_as({"p1", "p2"});
    accepted.price = Money{66'600, "EUR"};
    s.settle(lease, accepted);
    for (const auto* id : {"p1", "p2"}) {
        auto report = a_report(MsgStatus::delivered, id);
        report.covers = DeliveryReport::Covers::part;
        report.price = Money{33'300, "EUR"};
        s.run(s.reports().apply(provider_x, report));
    }
    EXPECT_EQ(this->spend(), "shop x NL 0.0666 EUR");
}

TYPED_TEST(StorageLedger, CountsWhatBecameOfSubmits) {
    StorageBench& s = this->bench;
    for (const auto* id : {"p1", "p2", "p3", "p4"}) s.settle(this->begun(), accepted_as({id}));
    s.settle(this->begun(), SettleRejected{"x_1"});
    EXPECT_EQ(this->quality(), "4 0 0");
    s.report(MsgStatus::delivered, "p1");
    s.report(MsgStatus::delivered, "p1");
    s.report(MsgStatus::undelivered, "p2");
    s.report(MsgStatus::sent, "p3");
    EXPECT_EQ(this->quality(), "4 1 1");
}

// News that moves the message no more still says how its provider does.
TYPED_TEST(StorageLedger, CountsBothDeliveriesOfAHedgedMessageAndEachOnce) {
    StorageBench& s = this->bench;
    const ProviderId provider_y("y");
    const auto first = this->begun();
    auto accepted = accepted_as();
    accepted.hedge = Millis{0};
    s.settle(first, accepted);
    s.promote();
    auto hedge = s.lease_one();
    EXPECT_EQ(s.begin(hedge, estimate, provider_y), Begun::go);
    hedge.attempts = 2;
    s.run(s.queue().settle(hedge, provider_y, accepted_as({"q1"})));
    EXPECT_EQ(s.report(MsgStatus::delivered), Applied::changed);
    for (int i = 0; i < 2; ++i) s.run(s.reports().apply(provider_y, a_report(MsgStatus::delivered, "q1")));
    s.report(MsgStatus::delivered);
    EXPECT_EQ(this->quality(), "1 1 0");
    EXPECT_EQ(this->quality(provider_y), "1 1 0");
}

TYPED_TEST(StorageLedger, CountsWhatWasCorrectedAsDelivered) {
    StorageBench& s = this->bench;
    s.settle(this->begun(), accepted_as());
    s.report(MsgStatus::undelivered);
    s.report(MsgStatus::undelivered);
    EXPECT_EQ(this->quality(), "1 0 1");
    s.report(MsgStatus::delivered);
    s.report(MsgStatus::undelivered);
    EXPECT_EQ(this->quality(), "1 1 0");
}

}   // namespace
}   // namespace smsgw::test
