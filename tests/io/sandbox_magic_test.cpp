// Every magic number of the simulated operator as the gateway meets it: the outcome of the submit and the reports.
#include <gtest/gtest.h>

#include "support/sandbox_fixture.hpp"

namespace smsgw::providers {
namespace {

struct StoryCase {
    std::string name;
    std::string last_digits;
    std::string outcome;
    test::Story reports;
    std::uint64_t accepted;
};

class SandboxMagicStory : public test::SandboxFixture, public testing::WithParamInterface<StoryCase> {};

TEST_P(SandboxMagicStory, IsToldAsTheTableSays) {
    start();
    const auto& row = GetParam();
    EXPECT_EQ(outcome_of(row.last_digits, row.reports.size()), row.outcome);
    EXPECT_EQ(statuses(), row.reports);
    EXPECT_EQ(counts().accepted, row.accepted);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, SandboxMagicStory,
    testing::Values(
        StoryCase{"Undelivered", "9001", "accepted <id>", {"sent", "undelivered"}, 1},
        StoryCase{"Refused", "9002", "refused message http_400", {}, 0},
        StoryCase{"Throttled", "9003", "not accepted http_429 1000ms", {}, 0},
        StoryCase{"Unavailable", "9004", "not accepted http_503 1000ms", {}, 0},
        StoryCase{"ErrorAfterAccept", "9005", "ambiguous http_500", {"sent", "delivered"}, 1},
        StoryCase{"ResetAfterAccept", "9006", "ambiguous connection_lost", {"sent", "delivered"}, 1},
        StoryCase{"EarlyReport", "9008", "accepted <id>", {"sent", "delivered"}, 1},
        StoryCase{"DuplicateReports", "9009", "accepted <id>", {"sent", "sent", "delivered", "delivered"}, 1},
        StoryCase{"DeliveredBeforeSent", "9010", "accepted <id>", {"delivered", "sent"}, 1},
        StoryCase{"NoReport", "9011", "accepted <id>", {}, 1},
        StoryCase{"Buffered", "9012", "accepted <id>", {"buffered", "delivered"}, 1},
        StoryCase{"Corrected", "9013", "accepted <id>", {"undelivered", "delivered"}, 1},
        StoryCase{"WrongKey", "9014", "refused provider http_401", {}, 0},
        StoryCase{"NoCredit", "9015", "refused provider http_402", {}, 0},
        StoryCase{"UnavailableMute", "9016", "ambiguous http_503", {}, 0}),
    test::row_name);

}   // namespace
}   // namespace smsgw::providers
