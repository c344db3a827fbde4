// Which providers a number goes to, and how long one that refused us is left alone.
#include "dispatch/route_table.hpp"

#include <gtest/gtest.h>

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;

const RouteTable table({{.prefix = "+", .providers = {ProviderId("world")}},
                        {.prefix = "+31", .providers = {ProviderId("dutch"), ProviderId("world")}},
                        {.prefix = "+316", .providers = {ProviderId("mobile")}},
                        {.prefix = "+316", .providers = {ProviderId("never")}},
                        {.prefix = "+3161234567", .providers = {}}});

std::string candidates_of(const RouteTable& routes, const std::string& number) {
    std::string names;
    for (const auto& id : routes.candidates(*E164Number::parse(number))) names += id.str() + " ";
    return names;
}

TEST(RouteTable, TakesTheLongestPrefixWhateverTheOrderOfTheRoutes) {
    EXPECT_EQ(candidates_of(table, "+4915112345678"), "world ");
    EXPECT_EQ(candidates_of(table, "+31201234567"), "dutch world ");
    EXPECT_EQ(candidates_of(table, "+31687654321"), "mobile ");
}

TEST(RouteTable, TakesTheFirstOfEqualPrefixes) {
    EXPECT_EQ(candidates_of(table, "+31600000000"), "mobile ");
}

TEST(RouteTable, DoesNotFallBackFromARouteWithoutProviders) {
    EXPECT_EQ(candidates_of(table, "+31612345678"), "");
}

TEST(RouteTable, HasNoCandidatesWhereNoRouteMatches) {
    const RouteTable only_dutch({{.prefix = "+31", .providers = {ProviderId("dutch")}}});
    EXPECT_EQ(candidates_of(only_dutch, "+4915112345678"), "");
    EXPECT_EQ(candidates_of(RouteTable({}), "+31612345678"), "");
}

}   // namespace
}   // namespace smsgw::dispatch
