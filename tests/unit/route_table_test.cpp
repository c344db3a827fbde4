// Which route a message takes, and who of its providers is tried first.
#include "dispatch/route_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "dispatch/draw.hpp"
#include "support/messages.hpp"

namespace smsgw::dispatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<ProviderId> abc{ProviderId("a"), ProviderId("b"), ProviderId("c")};

// To +31612345678 in NL, of account shop, with sender Shop.
Message a_message(const std::string& to = "+31612345678", Lane lane = Lane::normal) {
    auto message = test::a_message(lane);
    message.to = *E164Number::parse(to);
    return message;
}

Message numbered(int number) {
    auto message = a_message();
    message.msgid = MsgId("m_00" + std::to_string(10'000 + number));
    return message;
}

std::string route_of(const RouteTable& table, const Message& message) {
    const auto found = table.candidates(message);
    return found.route == nullptr ? "" : found.route->id.str();
}

Route to_prefix(const std::string& prefix, const std::string& id = "") {
    return {.id = RouteId(id), .prefix = prefix, .providers = abc};
}

TEST(RouteTable, TakesTheLongestPrefixWhateverTheOrderOfTheRoutes) {
    const RouteTable table({to_prefix("+", "world"), to_prefix("+316", "mobile"), to_prefix("+31", "dutch")});
    EXPECT_EQ(route_of(table, a_message("+4915112345678")), "world");
    EXPECT_EQ(route_of(table, a_message("+31201234567")), "dutch");
    EXPECT_EQ(route_of(table, a_message("+31687654321")), "mobile");
}

TEST(RouteTable, TakesTheFirstOfEquals) {
    const RouteTable table({to_prefix("+31", "first"), to_prefix("+31", "second")});
    EXPECT_EQ(route_of(table, a_message()), "first");
}

TEST(RouteTable, HasNoCandidatesWhereNoRouteFits) {
    const RouteTable table({to_prefix("+49")});
    const auto found = table.candidates(a_message());
    EXPECT_EQ(found.route, nullptr);
    EXPECT_THAT(found.providers, IsEmpty());
}

TEST(RouteTable, CallsARouteWithoutAnIdByItsPlaceInTheFile) {
    const RouteTable table({to_prefix("+"), to_prefix("+31")});
    EXPECT_EQ(route_of(table, a_message()), "#2");
}

struct Condition {
    const char* name;
    Route met;
    Route missed;
};

class RouteCondition : public testing::TestWithParam<Condition> {};

TEST_P(RouteCondition, IsMetOrTheRouteDoesNotFit) {
    EXPECT_NE(RouteTable({GetParam().met}).candidates(a_message()).providers, std::vector<ProviderId>{});
    const RouteTable table({GetParam().missed});
    EXPECT_EQ(table.candidates(a_message()).route, nullptr);
}

const Condition conditions[] = {
    {"Account",
     {.account = AccountId("shop"), .providers = abc},
     {.account = AccountId("bank"), .providers = abc}},
    {"Lane", {.lane = Lane::normal, .providers = abc}, {.lane = Lane::otp, .providers = abc}},
    {"Sender", {.sender = Sender("Shop"), .providers = abc}, {.sender = Sender("Bank"), .providers = abc}},
    {"Prefix", {.prefix = "+31", .providers = abc}, {.prefix = "+32", .providers = abc}},
    {"Country", {.countries = {"BE", "NL"}, .providers = abc}, {.countries = {"BE", "DE"}, .providers = abc}},
};
INSTANTIATE_TEST_SUITE_P(All, RouteCondition, testing::ValuesIn(conditions),
                         [](const auto& row) { return row.param.name; });

TEST(RouteTable, NeedsAllConditionsOfARoute) {
    const RouteTable table({{.account = AccountId("shop"), .lane = Lane::otp, .providers = abc}});
    EXPECT_EQ(table.candidates(a_message("+31612345678", Lane::normal)).route, nullptr);
    EXPECT_NE(table.candidates(a_message("+31612345678", Lane::otp)).route, nullptr);
}

// docs/routing.md says this order: each one beats all that come after it together.
TEST(RouteTable, PrefersAccountThenLaneThenSenderThenPrefixThenCountry) {
    std::vector<Route> routes{
        {.id = RouteId("country"), .countries = {"NL"}, .providers = abc},
        {.id = RouteId("prefix"), .prefix = "+31", .providers = abc},
        {.id = RouteId("prefix_country"), .prefix = "+31", .countries = {"NL"}, .providers = abc},
        {.id = RouteId("sender"), .sender = Sender("Shop"), .providers = abc},
        {.id = RouteId("lane"), .lane = Lane::normal, .providers = abc},
        {.id = RouteId("lane_sender"), .lane = Lane::normal, .sender = Sender("Shop"), .providers = abc},
        {.id = RouteId("account"), .account = AccountId("shop"), .providers = abc},
        to_prefix("+", "all"),
    };
    std::vector<std::string> order;
    while (!routes.empty()) {
        order.push_back(route_of(RouteTable(routes), a_message()));
        std::erase_if(routes, [&](const Route& route) { return route.id.str() == order.back(); });
    }
    EXPECT_THAT(order, ElementsAre("account", "lane_sender", "lane", "sender", "prefix_country", "prefix",
                                   "country", "all"));
}

TEST(RouteTable, KeepsToTheOrderOfTheRouteWithoutWeights) {
    const RouteTable table({to_prefix("+")});
    for (int i = 0; i < 20; ++i) EXPECT_EQ(table.candidates(numbered(i)).providers, abc);
}

TEST(RouteTable, DrawsTheFirstProviderByWeightAndKeepsTheOrderOfTheOthers) {
    auto route = to_prefix("+");
    route.weights = {70, 30, 0};
    const RouteTable table({route});
    std::map<std::string, int> orders;
    for (int i = 0; i < 10'000; ++i) {
        std::string order;
        for (const auto& id : table.candidates(numbered(i)).providers) order += id.str();
        ++orders[order];
    }
    EXPECT_EQ(orders.size(), 2U);
    EXPECT_NEAR(orders["abc"], 7'000, 150);
    EXPECT_NEAR(orders["bac"], 3'000, 150);
}

TEST(RouteTable, DrawsTheSameForAMessageInEveryProcess) {
    auto route = to_prefix("+");
    route.weights = {1, 1, 1};
    const RouteTable table({route}), other({route});
    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(table.candidates(numbered(i)).providers, other.candidates(numbered(i)).providers);
    // and of every build: these are what they always were
    EXPECT_EQ(draw_of(MsgId("m_001m852kmba4tnsvq8mwnd"), "weights"), 0.06237069114443072);
}

TEST(RouteTable, TakesTheHeaviestFirstWhereThereIsNoMsgidYet) {
    auto route = to_prefix("+");
    route.weights = {20, 30, 50};
    const RouteTable table({route});
    EXPECT_THAT(table.candidates(a_message()).providers,
                ElementsAre(ProviderId("c"), ProviderId("a"), ProviderId("b")));
}

TEST(Draw, IsAnotherNumberForAnotherPurpose) {
    int equal = 0;
    for (int i = 0; i < 1'000; ++i)
        if ((draw_of(numbered(i).msgid, "weights") < 0.5) == (draw_of(numbered(i).msgid, "other") < 0.5))
            ++equal;
    EXPECT_NEAR(equal, 500, 60);
}

TEST(RouteReasons, AreTheConditionsThatTheMessageHasMet) {
    const Route route{.account = AccountId("shop"),
                      .lane = Lane::normal,
                      .sender = Sender("Shop"),
                      .prefix = "+316",
                      .countries = {"BE", "NL"}};
    EXPECT_THAT(reasons(route, a_message()),
                ElementsAre("account shop", "lane normal", "sender Shop", "prefix +316", "country NL"));
    EXPECT_THAT(reasons({}, a_message()), IsEmpty());
}

}   // namespace
}   // namespace smsgw::dispatch
