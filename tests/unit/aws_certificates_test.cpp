// The certificates of SNS: how often they are fetched, and which are kept.
#include "providers/aws_certificates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <optional>

#include "support/run_task.hpp"
#include "support/sns_fixture.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::run_task;

constexpr WallTime began{1'767'323'045s};

class AwsCertificates : public testing::Test {
protected:
    std::string get(const std::string& url, WallTime at = began) {
        const auto got = run_task(io, certificates.get(url, at));
        return got.has_error() ? error_name(got.error()) : "got";
    }

    // Asks without waiting for the answer.
    void start(const std::string& url) {
        auto& outcome = outcomes.emplace_back();
        asio::co_spawn(io, test::keep_value(certificates.get(url, began), outcome),
                       [](std::exception_ptr) {});
        test::drive(io);
    }
    long ended() const {
        return std::count_if(outcomes.begin(), outcomes.end(),
                             [](const auto& one) { return one && one->has_value(); });
    }
    void open_gate() {
        sns.gate->cancel();
        test::drive(io);
        sns.gate = nullptr;
    }

    asio::io_context io;
    std::deque<std::optional<Result<RsaCertificate>>> outcomes;
    test::FakeSns sns;
    aws::Certificates certificates{sns.fetcher()};
    RsaCertificate good = test::value_of(RsaCertificate::parse(test::sns_certificate));
};

TEST_F(AwsCertificates, AreFetchedOnceForAllWhoAskAtTheSameTime) {
    sns.gate = std::make_shared<asio::steady_timer>(io, asio::steady_timer::time_point::max());
    for (int i = 0; i < 5; ++i) start("u");
    EXPECT_EQ(sns.asked.size(), 1U);
    EXPECT_EQ(ended(), 0);
    open_gate();
    EXPECT_EQ(ended(), 5);
    EXPECT_EQ(sns.asked.size(), 1U);
}

TEST_F(AwsCertificates, AreFetchedAtMostEightAtATime) {
    sns.gate = std::make_shared<asio::steady_timer>(io, asio::steady_timer::time_point::max());
    for (int i = 0; i < 8; ++i) start("u" + std::to_string(i));
    EXPECT_EQ(get("u8"), "overloaded");
    EXPECT_EQ(sns.asked.size(), 8U);
    open_gate();
    EXPECT_EQ(ended(), 8);
    EXPECT_EQ(get("u8"), "got");
}

TEST_F(AwsCertificates, AreKeptOnlyWhenTheyHaveProvenGoodAndEightOfThem) {
    EXPECT_EQ(get("u"), "got");
    EXPECT_EQ(get("u"), "got");
    EXPECT_EQ(sns.asked.size(), 2U);   // nothing was verified with it
    for (int i = 0; i < 9; ++i)
        certificates.keep("k" + std::to_string(i), good, began + std::chrono::minutes{i});
    sns.asked.clear();
    for (int i = 1; i < 9; ++i) get("k" + std::to_string(i), began + 1h);
    EXPECT_TRUE(sns.asked.empty());
    get("k0", began + 1h);   // the oldest had to go
    EXPECT_EQ(sns.asked, std::vector<std::string>{"k0"});
}

TEST_F(AwsCertificates, AreFetchedAgainAfterADayHoweverOftenTheyAreUsed) {
    certificates.keep("k", good, began);
    certificates.keep("k", good, began + 23h);
    EXPECT_EQ(get("k", began + 23h + 59min), "got");
    EXPECT_TRUE(sns.asked.empty());
    EXPECT_EQ(get("k", began + 24h), "got");
    EXPECT_EQ(sns.asked.size(), 1U);
}

}   // namespace
}   // namespace smsgw::providers
