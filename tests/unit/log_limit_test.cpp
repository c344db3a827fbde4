// How much of an outage the log tells.
#include "base/log_limit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/log.hpp"

namespace smsgw::log {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using Verdict = Limiter::Verdict;

int written_of(Limiter& limiter, std::string_view event, int lines, std::int64_t second) {
    int written = 0;
    for (int i = 0; i < lines; ++i)
        if (limiter.judge(event, second) == Verdict::write) ++written;
    return written;
}

TEST(LogLimit, WritesTheFirstOfEachSecondAndCountsTheRest) {
    Limiter limiter(20);
    EXPECT_EQ(written_of(limiter, "submit.failed", 1'000, 7), 20);
    EXPECT_EQ(written_of(limiter, "submit.failed", 1'000, 8), 20);
    const auto told = limiter.take_suppressed();
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].event, "submit.failed");
    EXPECT_EQ(told[0].count, 1'960U);
    EXPECT_THAT(limiter.take_suppressed(), IsEmpty());
}

TEST(LogLimit, NeverSuppressesOneEventForTheSakeOfAnother) {
    Limiter limiter(1);
    written_of(limiter, "submit.failed", 1'000, 7);
    EXPECT_EQ(limiter.judge("breaker.opened", 7), Verdict::write);
}

TEST(LogLimit, OfNothingWritesAll) {
    Limiter limiter(0);
    EXPECT_EQ(written_of(limiter, "submit.failed", 1'000, 7), 1'000);
    EXPECT_THAT(limiter.take_suppressed(), IsEmpty());
}

class LimitedLog : public testing::Test {
protected:
    void SetUp() override { configure(Level::info, Format::logfmt); }
    void TearDown() override {
        limit_repeats(0);
        configure(Level::info, Format::automatic);
    }
    static int count(const std::string& text, const std::string& part) {
        int found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
        return found;
    }
};

TEST_F(LimitedLog, TellsHowManyWarningsAndErrorsItDidNotWrite) {
    std::string lines;
    const Capture capture(lines);
    limit_repeats(3);
    // a second may end meanwhile: at most one more budget
    for (int i = 0; i < 100; ++i) error("submit.failed");
    for (int i = 0; i < 100; ++i) info("message.accepted");
    tell_suppressed();
    const int written = count(lines, "submit.failed\n");
    EXPECT_GE(written, 3);
    EXPECT_LE(written, 6);
    EXPECT_THAT(lines, HasSubstr("log.suppressed of=submit.failed count=" + std::to_string(100 - written)));
    EXPECT_EQ(count(lines, "message.accepted"), 100);
}

TEST_F(LimitedLog, SaysNothingOfItWhereWarningsAreNotWanted) {
    std::string lines;
    const Capture capture(lines);
    limit_repeats(1);
    for (int i = 0; i < 9; ++i) warn("a.failed");
    set_level(Level::error);
    lines.clear();
    tell_suppressed();
    EXPECT_THAT(lines, Not(HasSubstr("log.suppressed")));
}

}   // namespace
}   // namespace smsgw::log
