// Recorded traces for smsgwctl abuse-sim --trace.
#include "app/abuse_trace.hpp"

#include <gtest/gtest.h>

namespace smsgw::test {
namespace {

using namespace app;

const std::string heading = "at_ms,country,prefix,number_hash,source_hash,session_hash,converted\n";

AbuseTrace read(const std::string& text, const std::string& home = {}) {
    auto trace = read_trace(text, home, 1);
    if (const auto* problem = std::get_if<std::string>(&trace)) throw std::runtime_error(*problem);
    return std::get<AbuseTrace>(std::move(trace));
}

std::string problem_of(const std::string& text) {
    const auto trace = read_trace(text, {}, 1);
    const auto* problem = std::get_if<std::string>(&trace);
    return problem == nullptr ? "" : *problem;
}

TEST(AbuseTraceFile, IsReadInOrderOfTime) {
    const auto trace = read(heading +
                            "1767571260000,NL,31612345,n2,i1,s2,0\r\n"
                            "1767571200500,NL,+31612345,n1,i1,s1,1\n"
                            "1767571300000,BE,32470123,n3,,,");
    EXPECT_EQ(trace.midnight, WallTime(Millis(1767571200000)));
    ASSERT_EQ(trace.attempts.size(), 3U);
    const auto& [first, second, third] = std::tie(trace.attempts[0], trace.attempts[1], trace.attempts[2]);
    EXPECT_EQ(first.at, Millis(500));
    EXPECT_EQ(first.asker, Asker::person);
    EXPECT_TRUE(first.entered_after);
    EXPECT_EQ(second.asker, Asker::bot);
    EXPECT_FALSE(second.entered_after);
    EXPECT_EQ(third.asker, Asker::unknown);
    EXPECT_EQ(first.ip, second.ip);
    EXPECT_NE(first.session, second.session);
    EXPECT_EQ(third.ip, "");
}

TEST(AbuseTraceFile, GivesANumberTheLastDigitsOfItsHash) {
    const auto trace = read("1,NL,31612345,n1,i,s,1\n2,NL,31612345,n1,i,s,1\n3,NL,31612345,n2,i,s,1\n");
    EXPECT_EQ(trace.attempts[0].to, trace.attempts[1].to);
    EXPECT_NE(trace.attempts[0].to, trace.attempts[2].to);
    EXPECT_TRUE(trace.attempts[0].to.str().starts_with("+31612345"));
    EXPECT_EQ(trace.attempts[0].to.str().size(), 12U);
}

TEST(AbuseTraceFile, KnowsTheAccountByItsMessages) {
    const std::string text = "1,BE,32470123,a,i,s,1\n2,NL,31612345,b,i,s,0\n3,NL,31612345,c,i,s,1\n"
                             "86500000,DE,4915112345,d,i,s,0\n";
    const auto trace = read(text);
    EXPECT_EQ(trace.account.default_region, "NL");
    EXPECT_EQ(trace.account.countries, (std::vector<std::string>{"BE", "DE", "NL"}));
    EXPECT_TRUE(trace.account.conversion_feedback);
    // Of the first day only: DE is new.
    ASSERT_EQ(trace.past.size(), 2U);
    EXPECT_EQ(trace.past[1].country, "NL");
    EXPECT_EQ(trace.past[1].messages_a_day, 2);
    EXPECT_EQ(trace.past[1].entered_per_mille, 500);
    EXPECT_EQ(read(text, "BE").account.default_region, "BE");
    EXPECT_FALSE(read("1,NL,31612345,a,i,s,0\n").account.conversion_feedback);
}

TEST(AbuseTraceFile, SaysWhichLineIsWrong) {
    EXPECT_EQ(problem_of(heading), "there is no message in it");
    EXPECT_EQ(problem_of(heading + "1,NL,31612345,a,i,s,1\n1,NL,31612345\n"),
              "line 3: wants at_ms,country,prefix,number_hash,source_hash,session_hash,converted");
    EXPECT_EQ(problem_of("x,NL,31612345,a,i,s,1\n"), "line 1: at_ms is not a number of milliseconds since 1970");
    EXPECT_EQ(problem_of("-1,NL,31612345,a,i,s,1\n"), "line 1: at_ms is not a number of milliseconds since 1970");
    EXPECT_EQ(problem_of("1,XX,31612345,a,i,s,1\n"), "line 1: country is not one");
    EXPECT_EQ(problem_of("1,NL,316x2345,a,i,s,1\n"), "line 1: prefix is not a number without its last three digits");
    EXPECT_EQ(problem_of("1,NL,31612345,a,i,s,yes\n"), "line 1: converted is not 0, 1 or empty");
}

}   // namespace
}   // namespace smsgw::test
