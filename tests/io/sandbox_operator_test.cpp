// The simulated operator over real sockets: reports that verify and are repeated, refusals, books that add up.
#include "providers/sandbox_operator.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "providers/json.hpp"
#include "support/sandbox_fixture.hpp"

namespace smsgw::providers {
namespace {

using test::run_task;
using test::Story;
using namespace std::chrono_literals;

class SandboxOperatorTest : public test::SandboxFixture {};

TEST_F(SandboxOperatorTest, DeliversAnOrdinaryMessageAndNamesItInItsReports) {
    start();
    EXPECT_EQ(outcome_of("5678", 2), "accepted <id>");
    EXPECT_EQ(statuses(), (Story{"sent", "delivered"}));
    EXPECT_EQ(reports_[0].ref, "m_1.1.sig");
    EXPECT_TRUE(reports_[0].provider_msgid.str().starts_with("sb-"));
    EXPECT_EQ(reports_[0].provider_msgid, reports_[1].provider_msgid);
    EXPECT_EQ(reports_[0].provider_time.size(), std::string("2026-01-02T03:04:05Z").size());
}

TEST_F(SandboxOperatorTest, DeliversAMessageWhoseSubmitItNeverAnswers) {
    submit_limits_.read_time_max = 100ms;
    start();
    EXPECT_EQ(outcome_of("9007", 2), "ambiguous read_timeout");
    EXPECT_EQ(statuses(), (Story{"sent", "delivered"}));
    EXPECT_EQ(reports_[0].ref, "m_1.1.sig");
}

TEST_F(SandboxOperatorTest, PostsAnEarlyReportBeforeItsAnswer) {
    start();
    EXPECT_EQ(outcome_of("9008", 2), "accepted <id>");
    EXPECT_EQ(events_.at(0), "sent");
}

TEST_F(SandboxOperatorTest, ThrottlesAMessageOnceAndTakesItsSecondAttempt) {
    start();
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("9003", "m_7.1.aa"), 0)),
              "not accepted http_429 1000ms");
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("9003", "m_7.2.bb"), 2)), "accepted <id>");
    EXPECT_EQ(counts().refused.at(429), 1U);
    EXPECT_EQ(counts().accepted, 1U);
}

TEST_F(SandboxOperatorTest, TakesSoManySegmentsInASecondAndNoMore) {
    config_.faults.tps = 3;
    start(still_);
    auto two_segments = submit_to("5678", "m_1.1.aa");
    two_segments.message.text = SmsText(std::string(200, 'a'));
    EXPECT_EQ(submit_only(std::move(two_segments)), "accepted <id>");
    EXPECT_EQ(submit_only(submit_to("5678", "m_2.1.aa")), "accepted <id>");
    EXPECT_EQ(submit_only(submit_to("5678", "m_3.1.aa")), "not accepted http_429 1000ms");
    EXPECT_EQ(counts().refused.at(429), 1U);
    still_.advance(1s);
    EXPECT_EQ(submit_only(submit_to("5678", "m_3.2.aa")), "accepted <id>");
}

TEST_F(SandboxOperatorTest, CountsASecondAcceptedAttemptAsADuplicateMessage) {
    start();
    run_task(io_, submit_and_wait(submit_to("9005", "m_7.1.aa"), 2));
    run_task(io_, submit_and_wait(submit_to("9005", "m_7.2.bb"), 4));
    EXPECT_EQ(counts().distinct_refs, 2U);
    EXPECT_EQ(counts().distinct_messages, 1U);
    EXPECT_EQ(counts().duplicate_messages, 1U);
}

TEST_F(SandboxOperatorTest, RepeatsAReportUntilItIsAcknowledged) {
    start();
    webhook_status_ = 503;
    run_task(io_, provider_->submit(submit_to("5678")));
    run_task(io_, until([this] { return reports_.size() >= 3; }));
    EXPECT_EQ(counts().reports_acknowledged, 0U);
    webhook_status_ = 204;
    run_task(io_, until([this] { return counts().reports_acknowledged == 2; }));
    EXPECT_EQ(counts().by_status,
              (std::map<std::string, std::uint64_t, std::less<>>{{"delivered", 1}, {"sent", 1}}));
    EXPECT_GE(counts().reports_posted, 5U);
    EXPECT_EQ(counts().reports_abandoned, 0U);
}

TEST_F(SandboxOperatorTest, GivesAReportUpAfterTheLastTryAndGoesOnToTheNext) {
    config_.reporter.tries_max = 2;
    start();
    webhook_status_ = 500;
    run_task(io_, provider_->submit(submit_to("5678")));
    run_task(io_, until([this] { return counts().reports_abandoned == 2; }));
    EXPECT_EQ(statuses(), (Story{"sent", "sent", "delivered", "delivered"}));
    EXPECT_EQ(counts().reports_posted, 4U);
    EXPECT_EQ(counts().reports_acknowledged, 0U);
}

TEST_F(SandboxOperatorTest, RefusesASubmitWithoutTheKey) {
    start();
    const auto body = R"({"to":"+31612345678","text":"Hi","sender":"A"})";
    EXPECT_EQ(ask("POST", "/v1/submit", body, "key-2").status, 401);
    EXPECT_EQ(counts().accepted, 0U);
}

TEST_F(SandboxOperatorTest, RefusesASubmitThatIsNoMessage) {
    start();
    for (const std::string body :
         {"", "[]", R"({"to":"0612345678","text":"Hi","sender":"A"})",
          R"({"to":"+31612345678","sender":"A"})", R"({"to":"+31612345678","text":"Hi"})"})
        EXPECT_EQ(ask("POST", "/v1/submit", body).status, 400) << body;
    EXPECT_EQ(counts().refused.at(400), 5U);
}

TEST_F(SandboxOperatorTest, ShowsItsBooks) {
    start();
    run_task(io_, submit_and_wait(submit_to("5678"), 2));
    run_task(io_, provider_->submit(submit_to("9002")));
    const auto books = Json::parse(ask("GET", "/ledger", {}, "no key").body);
    EXPECT_EQ(books["accepted"], 1);
    EXPECT_EQ(books["refused"], Json({{"400", 1}}));
    EXPECT_EQ(books["reports_acknowledged"], 2);
    EXPECT_EQ(books["by_status"], Json({{"delivered", 1}, {"sent", 1}}));
}

TEST_F(SandboxOperatorTest, WritesItsBooksWithoutAnyNumber) {
    std::string folder_text = (std::filesystem::temp_directory_path() / "smsgw_ledger_XXXXXX").string();
    ASSERT_NE(mkdtemp(folder_text.data()), nullptr);
    const std::filesystem::path folder = folder_text;
    config_.ledger_file = (folder / "ledger.ndjson").string();
    start();
    run_task(io_, submit_and_wait(submit_to("5678"), 2));
    run_task(io_, operator_->stop(0ms));
    operator_.reset();

    std::ifstream file(config_.ledger_file);
    std::vector<Json> lines;
    for (std::string line; std::getline(file, line);) {
        EXPECT_EQ(line.find("31612345678"), std::string::npos);
        lines.push_back(Json::parse(line));
    }
    std::filesystem::remove_all(folder);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0]["event"], "accepted");
    EXPECT_EQ(lines[0]["ref"], "m_1.1.sig");
    EXPECT_EQ(lines[0]["to"], E164Number::parse("+31612345678")->masked());
    EXPECT_EQ(lines[0]["count"], 1);
    EXPECT_EQ(lines[2]["event"], "reported");
    EXPECT_EQ(lines[2]["status"], "delivered");
    EXPECT_EQ(lines[2]["answer"], "200");
    EXPECT_EQ(lines[2]["id"], lines[0]["id"]);
}

TEST_F(SandboxOperatorTest, DoesNotStartWithoutSecrets) {
    config_.webhook_secret = Secret();
    SandboxOperator bare(io_.get_executor(), clock_, client_, config_);
    EXPECT_EQ(bare.start().error(), Errc::config_invalid);
}

}   // namespace
}   // namespace smsgw::providers
