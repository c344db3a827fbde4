// Feedback on conversions over the wire, by every type of provider that has the setting.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "support/conformance_fixture.hpp"

namespace smsgw::test {
namespace {

bool has_setting(const ProviderCase& one) {
    const auto rows = providers::settings_of(one.type);
    return std::any_of(rows.begin(), rows.end(),
                       [](const auto& row) { return row.name == providers::conversion_feedback; });
}

class ProviderFeedback : public ConformanceTest {
protected:
    void SetUp() override {
        config.settings.set(std::string(providers::conversion_feedback), true);
        if (!providers::complaint_about(config).empty()) GTEST_SKIP() << "not by this API of the provider";
        provider = provider_of(config);
    }

    Task<FeedbackOutcome> tell() {
        return provider->tell_conversion({ProviderMsgId("id-1"), Conversion::converted, clock.wall});
    }
    static std::string text_of(const FeedbackOutcome& outcome) {
        const auto* failed = std::get_if<FeedbackFailed>(&outcome);
        return failed == nullptr ? "taken" : failed->error;
    }
};

std::vector<SharedCase> takers() {
    auto cases = provider_cases();
    std::erase_if(cases, [](const SharedCase& one) { return !has_setting(*one); });
    return cases;
}

INSTANTIATE_TEST_SUITE_P(Providers, ProviderFeedback, testing::ValuesIn(takers()), case_name);

TEST_P(ProviderFeedback, IsWantedOnlyWhenItIsSwitchedOn) {
    EXPECT_TRUE(provider->takes_feedback());
    config.settings.set(std::string(providers::conversion_feedback), false);
    EXPECT_FALSE(provider_of(config)->takes_feedback());
}

TEST_P(ProviderFeedback, IsOneRequestWhateverIsAnswered) {
    std::size_t requests = 0;
    for (const auto& [status, outcome] :
         {std::pair{200, "taken"}, {307, "http_307"}, {402, "http_402"}, {503, "http_503"}}) {
        server.script().push_back(Script::answer(status, "", {{"Location", "/elsewhere"}}));
        EXPECT_EQ(text_of(run_task(io, tell())), outcome);
        ASSERT_EQ(server.seen().size(), ++requests);
        EXPECT_NE((server.seen().back().target + server.seen().back().body).find("id-1"), std::string::npos);
    }
}

TEST_P(ProviderFeedback, IsGivenUpWithinTheBudgetOfASubmit) {
    server.script().push_back(Script::hang());
    std::optional<FeedbackOutcome> outcome;
    asio::co_spawn(io, keep_value(tell(), outcome), [](std::exception_ptr) {});
    ASSERT_TRUE(wait_until(io, [&] { return server.seen().size() == 1; }));
    pass(http::ClientLimits{}.read_time_max);
    ASSERT_TRUE(wait_until(io, [&] { return outcome.has_value(); }));
    EXPECT_EQ(text_of(*outcome), "read_timeout");
}

}   // namespace
}   // namespace smsgw::test
