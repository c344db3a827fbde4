// From one candidate of a route to the next: who is tried, when, and for how long.
#include "support/dispatch_fixture.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

class Failover : public test::DispatchFixture {
protected:
    void SetUp() override {
        routes = {{.prefix = "+", .providers = {ProviderId("x"), ProviderId("y"), ProviderId("z")}}};
    }
    static Refused refused() { return {.error = "http_402", .scope = Refused::Scope::provider}; }
    static NotAccepted not_accepted() { return {.error = "connect_failed", .retry_after = 1h}; }
    // "x1 y0 z0": how many submits each has seen.
    std::string submits() const {
        std::string text;
        for (const auto* provider : {&x, &y, &z})
            text +=
                (text.empty() ? "" : " ") + provider->id().str() + std::to_string(provider->submits.size());
        return text;
    }
};

TEST_F(Failover, GoesToTheNextAtOnceWhenAProviderRefusesUs) {
    x.answers = {refused()};
    s.admit();
    start();
    pass(1s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
    EXPECT_EQ(submits(), "x1 y1 z0");
}

TEST_F(Failover, GoesThroughAllOfThemAtOnceWhenNoneAccepts) {
    x.answers = {not_accepted()};
    y.answers = {not_accepted()};
    s.admit();
    start();
    pass(2s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
    EXPECT_EQ(submits(), "x1 y1 z1");
}

TEST_F(Failover, GoesThroughAllOfThemAtOnceWhenAllRefuseUs) {
    x.answers = {refused()};
    y.answers = {refused()};
    s.admit();
    start();
    pass(2s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
    EXPECT_EQ(submits(), "x1 y1 z1");
}

TEST_F(Failover, EndsWithTheValidityOfTheMessage) {
    for (auto* provider : {&x, &y, &z}) provider->otherwise = refused();
    config.attempts_max = 1'000;
    const auto msgid = s.admit().msgid;   // valid for 10 minutes
    start();
    pass(11min);
    EXPECT_EQ(s.status(msgid), MsgStatus::expired);
    const auto before = submits();
    pass(10min);
    EXPECT_EQ(submits(), before);
}

TEST_F(Failover, StartsWithTheDrawnProviderAndGoesOnInTheOrderOfTheRoute) {
    routes[0].weights = {0, 0, 1};
    z.answers = {not_accepted()};
    s.admit();
    start();
    pass(1s);
    EXPECT_EQ(with_status(MsgStatus::submitted), 1);
    EXPECT_EQ(submits(), "x1 y0 z1");
}

TEST_F(Failover, BooksTheEstimateOfTheProviderThatAccepted) {
    prices = {{.provider = ProviderId("x"), .micros = 10'000},
              {.provider = ProviderId("y"), .micros = 20'000}};
    x.answers = {not_accepted()};
    const auto msgid = s.admit().msgid;
    start();
    pass(1s);
    EXPECT_EQ(s.view(msgid).price, (std::vector<Money>{{20'000, "EUR"}}));
    const auto rows = test::value_of(s.run(s.ledger().spend("202601")));
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].provider.str(), "y");
    EXPECT_EQ(rows[0].amount, (Money{20'000, "EUR"}));
}

TEST_F(Failover, BooksNothingWhereNoPriceIsKnown) {
    const auto msgid = s.admit().msgid;
    start();
    EXPECT_EQ(s.status(msgid), MsgStatus::submitted);
    EXPECT_TRUE(s.view(msgid).price.empty());
}

}   // namespace
}   // namespace smsgw::dispatch
