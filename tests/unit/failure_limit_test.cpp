// Who may try in vain how often, and that a flood of sources takes no memory.
#include "api/failure_limit.hpp"

#include <gtest/gtest.h>

namespace smsgw::api {
namespace {

using namespace std::chrono_literals;

constexpr MonoTime start{std::chrono::hours{1}};

int failures_until_exceeded(FailureLimit& limit, const std::string& source, MonoTime now) {
    int count = 0;
    while (!limit.exceeded(source, now) && count < 1000) {
        limit.count(source, now);
        ++count;
    }
    return count;
}

TEST(FailureLimit, LetsSoManyPassAtOnceAndAsManyAMinute) {
    FailureLimit limit(20);
    EXPECT_EQ(failures_until_exceeded(limit, "a", start), 20);
    EXPECT_TRUE(limit.exceeded("a", start + 2999ms));
    EXPECT_EQ(failures_until_exceeded(limit, "a", start + 3s), 1);
    EXPECT_EQ(failures_until_exceeded(limit, "a", start + 63s), 20);
}

TEST(FailureLimit, CountsEachSourceForItself) {
    FailureLimit limit(1);
    limit.count("a", start);
    EXPECT_TRUE(limit.exceeded("a", start));
    EXPECT_FALSE(limit.exceeded("b", start));
}

TEST(FailureLimit, IsNoneWhenItIsZero) {
    FailureLimit limit(0);
    for (int i = 0; i < 100; ++i) limit.count("a", start);
    EXPECT_FALSE(limit.exceeded("a", start));
    EXPECT_EQ(limit.sources(), 0U);
}

TEST(FailureLimit, GivesAllThatFindNoRoomTheAllowanceOfOne) {
    FailureLimit limit(2);
    for (std::size_t i = 0; i < FailureLimit::sources_max; ++i) limit.count(std::to_string(i), start);
    limit.count("new", start);
    EXPECT_FALSE(limit.exceeded("newer", start));
    limit.count("newer", start);
    EXPECT_TRUE(limit.exceeded("newest", start));
    EXPECT_FALSE(limit.exceeded("17", start)) << "it has an allowance of its own";
    EXPECT_EQ(limit.sources(), FailureLimit::sources_max);
}

TEST(FailureLimit, ForgetsThoseThatAreForgiven) {
    FailureLimit limit(2);
    for (std::size_t i = 0; i < FailureLimit::sources_max; ++i) limit.count(std::to_string(i), start);
    limit.count("new", start + 61s);
    EXPECT_EQ(limit.sources(), 1U);
}

}   // namespace
}   // namespace smsgw::api
