// What a message is expected to cost.
#include "dispatch/price_table.hpp"

#include <gtest/gtest.h>

#include "support/messages.hpp"

namespace smsgw::dispatch {
namespace {

const ProviderId x("x"), y("y");

Price a_price(std::int64_t micros) {
    return {.provider = x, .micros = micros};
}

// The amount through x for a message to +31612345678 in NL; -1: not known.
std::int64_t estimated(std::vector<Price> prices, int segments = 1) {
    auto message = test::a_message();
    message.segments = segments;
    const auto money = PriceTable(std::move(prices)).estimate(x, message);
    return money ? money->micros : -1;
}

TEST(PriceTable, AsksThePriceOfASegmentForEachSegment) {
    EXPECT_EQ(estimated({a_price(45'000)}), 45'000);
    EXPECT_EQ(estimated({a_price(33'333)}, 3), 99'999);
    EXPECT_EQ(estimated({a_price(0)}, 3), 0);
}

TEST(PriceTable, NamesTheCurrencyOfThePrice) {
    const PriceTable table(
        {{.provider = x, .micros = 10'000, .currency = "USD"}, {.provider = y, .micros = 20'000}});
    EXPECT_EQ(table.estimate(x, test::a_message()), (Money{10'000, "USD"}));
    EXPECT_EQ(table.estimate(y, test::a_message()), (Money{20'000, "EUR"}));
}

TEST(PriceTable, TakesTheLongestPrefixThenTheCountryWhateverTheirOrder) {
    std::vector<Price> prices{a_price(1), a_price(2), a_price(3), a_price(4), a_price(5)};
    prices[1].countries = {"BE", "NL"};
    prices[2].prefix = "+31";
    prices[3].prefix = "+31";
    prices[3].countries = {"NL"};
    prices[4].prefix = "+316";
    for (std::int64_t best = 5; best >= 1; --best) {
        EXPECT_EQ(estimated(prices), best);
        prices.pop_back();
    }
}

TEST(PriceTable, TakesTheFirstOfEquals) {
    EXPECT_EQ(estimated({a_price(1), a_price(2)}), 1);
}

TEST(PriceTable, KnowsNoPriceThatDoesNotFit) {
    EXPECT_EQ(estimated({}), -1);
    auto price = a_price(1);
    price.prefix = "+49";
    EXPECT_EQ(estimated({price}), -1);
    price = a_price(1);
    price.countries = {"DE"};
    EXPECT_EQ(estimated({price}), -1);
    price = a_price(1);
    price.provider = y;
    EXPECT_EQ(estimated({price}), -1);
}

}   // namespace
}   // namespace smsgw::dispatch
