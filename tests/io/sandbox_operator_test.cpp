// The simulated operator over real sockets: every magic number as the gateway would see it, reports that verify, books
// that add up.
#include "providers/sandbox_operator.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "base/system_clock.hpp"
#include "providers/json.hpp"
#include "providers/sandbox.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::run_task;
using test::text_of;

// An operator, a provider that submits to it, and a webhook that takes its reports.
class SandboxOperatorTest : public testing::Test {
protected:
    SandboxOperatorTest()
        : client_(io_.get_executor(), clock_, client_limits(), allow_loopback),
          webhook_(io_.get_executor(), clock_, {},
                   {{"POST", "/webhooks/sandbox/{ref}",
                     [this](http::Request request) { return take_report(std::move(request)); }}},
                   test::no_page) {
        test::value_of(webhook_.listen({"127.0.0.1", 0}));
        config_.api_key = Secret("key-1");
        config_.webhook_secret = Secret("whsec-1");
        config_.faults.report_delay = 1ms;
        config_.reporter.retry_delay_min = 1ms;
    }

    ~SandboxOperatorTest() override {
        if (operator_) run_task(io_, operator_->stop(0ms));
        run_task(io_, webhook_.stop(0ms));
        client_.close();
    }

    static http::ClientLimits client_limits() {
        http::ClientLimits limits;
        limits.read_time_max = 300ms;   // what the submit that is never answered costs this test
        return limits;
    }

    static bool allow_loopback(const asio::ip::address& address) { return address.is_loopback(); }

    void start() {
        operator_ = std::make_unique<SandboxOperator>(io_.get_executor(), clock_, client_, config_);
        test::value_of(operator_->start());
        ProviderConfig config;
        config.id = ProviderId("sandbox");
        config.base_url = url_of(operator_->port());
        config.api_key = Secret("key-1");
        config.webhook_secret = Secret("whsec-1");
        provider_ = std::make_unique<SandboxProvider>(config, client_);
    }

    static std::string url_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

    Task<http::Response> take_report(http::Request request) {
        const WebhookRequest webhook{request.method,       url_of(webhook_.port()) + request.target,
                                     request.params.at(0), request.query,
                                     request.headers,      request.body};
        const auto read = provider_->read_webhook(webhook, clock_.wall_now());
        events_.push_back(read.has_error() ? error_name(read.error())
                                           : std::string(to_text(read->at(0).status)));
        if (read.has_value()) reports_.push_back(read->at(0));
        http::Response response;
        response.status = webhook_status_;
        co_return response;
    }

    SubmitRequest submit_to(const std::string& last_digits, const std::string& ref = "m_1.1.sig") {
        auto submit = test::a_submit("+3161234" + last_digits);
        submit.ref = ref;
        submit.report_url = url_of(webhook_.port()) + "/webhooks/sandbox/" + ref;
        return submit;
    }

    // Polls, because reports come when they come; run_task limits how long.
    Task<> until(std::function<bool()> done) {
        while (!done()) co_await clock_.sleep_until(clock_.mono_now() + 1ms);
    }

    Task<std::string> submit_and_wait(SubmitRequest submit, std::size_t reports) {
        const auto outcome = co_await provider_->submit(std::move(submit));
        events_.push_back(text_of(outcome).starts_with("accepted sb-") ? "accepted" : text_of(outcome));
        co_await until(
            [this, reports] { return operator_->ledger().counts().reports_acknowledged >= reports; });
        co_return events_.back();
    }

    // What happened around one submit, in order.
    std::vector<std::string> story_of(const std::string& last_digits, std::size_t reports) {
        events_.clear();
        run_task(io_, submit_and_wait(submit_to(last_digits), reports));
        return events_;
    }

    const LedgerCounts& counts() const { return operator_->ledger().counts(); }

    asio::io_context io_;
    SystemClock clock_;
    http::Client client_;
    http::Server webhook_;
    SandboxOperatorConfig config_;
    std::unique_ptr<SandboxOperator> operator_;
    std::unique_ptr<SandboxProvider> provider_;
    std::vector<std::string> events_;
    std::vector<DeliveryReport> reports_;
    int webhook_status_ = 200;
};

using Story = std::vector<std::string>;

TEST_F(SandboxOperatorTest, DeliversAnOrdinaryMessageAndNamesItInItsReports) {
    start();
    EXPECT_EQ(story_of("5678", 2), (Story{"accepted", "sent", "delivered"}));
    ASSERT_EQ(reports_.size(), 2U);
    EXPECT_EQ(reports_[0].ref, "m_1.1.sig");
    EXPECT_TRUE(reports_[0].provider_msgid.str().starts_with("sb-"));
    EXPECT_EQ(reports_[0].provider_msgid, reports_[1].provider_msgid);
    EXPECT_EQ(reports_[0].provider_time.size(), std::string("2026-01-02T03:04:05Z").size());
}

struct StoryCase {
    std::string name;
    std::string last_digits;
    Story story;
    std::uint64_t accepted;
};

class SandboxMagicStory : public SandboxOperatorTest, public testing::WithParamInterface<StoryCase> {};

TEST_P(SandboxMagicStory, IsToldAsTheTableSays) {
    start();
    const auto& row = GetParam();
    EXPECT_EQ(story_of(row.last_digits, row.story.size() - 1), row.story);
    EXPECT_EQ(counts().accepted, row.accepted);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, SandboxMagicStory,
    testing::Values(
        StoryCase{"Undelivered", "9001", {"accepted", "sent", "undelivered"}, 1},
        StoryCase{"Refused", "9002", {"refused message http_400"}, 0},
        StoryCase{"Throttled", "9003", {"not accepted http_429 1000ms"}, 0},
        StoryCase{"Unavailable", "9004", {"not accepted http_503 1000ms"}, 0},
        StoryCase{"ErrorAfterAccept", "9005", {"ambiguous http_500", "sent", "delivered"}, 1},
        StoryCase{"ResetAfterAccept", "9006", {"ambiguous connection_lost", "sent", "delivered"}, 1},
        StoryCase{"HangAfterAccept", "9007", {"sent", "delivered", "ambiguous read_timeout"}, 1},
        StoryCase{"EarlyReport", "9008", {"sent", "accepted", "delivered"}, 1},
        StoryCase{"DuplicateReports", "9009", {"accepted", "sent", "sent", "delivered", "delivered"}, 1},
        StoryCase{"DeliveredBeforeSent", "9010", {"accepted", "delivered", "sent"}, 1},
        StoryCase{"NoReport", "9011", {"accepted"}, 1},
        StoryCase{"Buffered", "9012", {"accepted", "buffered", "delivered"}, 1},
        StoryCase{"Corrected", "9013", {"accepted", "undelivered", "delivered"}, 1},
        StoryCase{"WrongKey", "9014", {"refused provider http_401"}, 0},
        StoryCase{"NoCredit", "9015", {"refused provider http_402"}, 0},
        StoryCase{"UnavailableMute", "9016", {"ambiguous http_503"}, 0}),
    test::row_name);

TEST_F(SandboxOperatorTest, ThrottlesAMessageOnceAndTakesItsSecondAttempt) {
    start();
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("9003", "m_7.1.aa"), 0)),
              "not accepted http_429 1000ms");
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("9003", "m_7.2.bb"), 2)), "delivered");
    EXPECT_EQ(counts().refused.at(429), 1U);
    EXPECT_EQ(counts().accepted, 1U);
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
    const auto outcome = run_task(io_, provider_->submit(submit_to("5678")));
    run_task(io_, until([this] { return events_.size() >= 3; }));
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
    EXPECT_EQ(events_, (Story{"sent", "sent", "delivered", "delivered"}));
    EXPECT_EQ(counts().reports_posted, 4U);
    EXPECT_EQ(counts().reports_acknowledged, 0U);
}

TEST_F(SandboxOperatorTest, RefusesASubmitWithoutTheKey) {
    start();
    http::ClientRequest request;
    request.url = url_of(operator_->port()) + "/v1/submit";
    request.headers = {{"Authorization", "Bearer key-2"}};
    request.body = R"({"to":"+31612345678","text":"Hi","sender":"A"})";
    const auto answer = run_task(io_, client_.send(request));
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 401);
    EXPECT_EQ(counts().accepted, 0U);
}

TEST_F(SandboxOperatorTest, RefusesASubmitThatIsNoMessage) {
    start();
    for (const std::string body :
         {"", "[]", R"({"to":"0612345678","text":"Hi","sender":"A"})",
          R"({"to":"+31612345678","sender":"A"})", R"({"to":"+31612345678","text":"Hi"})"}) {
        http::ClientRequest request;
        request.url = url_of(operator_->port()) + "/v1/submit";
        request.headers = {{"Authorization", "Bearer key-1"}};
        request.body = body;
        const auto answer = run_task(io_, client_.send(request));
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->status, 400) << body;
    }
    EXPECT_EQ(counts().refused.at(400), 5U);
}

TEST_F(SandboxOperatorTest, ShowsItsBooks) {
    start();
    run_task(io_, submit_and_wait(submit_to("5678"), 2));
    run_task(io_, provider_->submit(submit_to("9002")));
    http::ClientRequest request;
    request.method = "GET";
    request.url = url_of(operator_->port()) + "/ledger";
    const auto answer = run_task(io_, client_.send(request));
    ASSERT_TRUE(answer.has_value());
    const auto books = Json::parse(answer->body);
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
