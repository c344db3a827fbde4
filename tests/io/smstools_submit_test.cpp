// Smstools over real sockets, against a server that answers what the test tells it to.
#include "providers/smstools.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "base/log.hpp"
#include "base/system_clock.hpp"
#include "http/server.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers {
namespace {

using namespace std::chrono_literals;
using test::a_submit;
using test::run_task;
using test::text_of;

class SmstoolsOverSockets : public testing::Test {
protected:
    SmstoolsOverSockets()
        : client_(io_.get_executor(), clock_, {},
                  {[](const asio::ip::address& a) { return a.is_loopback(); }}),
          vendor_(io_.get_executor(), clock_, {},
                  {{"POST", "/v1/message/send", [this](http::Request r) { return answer(std::move(r)); }},
                   {"POST", "/send", [this](http::Request r) { return answer(std::move(r)); }}},
                  test::no_page) {
        test::value_of(vendor_.listen({"127.0.0.1", 0}));
        config_.id = ProviderId("smstools");
        config_.type = "smstools";
        config_.webhook_secret = Secret("whsec-1");
    }

    ~SmstoolsOverSockets() override {
        run_task(io_, vendor_.stop(0ms));
        client_.close();
    }

    Task<http::Response> answer(http::Request request) {
        requests_.push_back(std::move(request));
        co_return answer_;
    }

    void answer_with(int status, std::string body) {
        answer_.status = status;
        answer_.body = std::move(body);
    }

    std::string vendor_url() const { return "http://127.0.0.1:" + std::to_string(vendor_.port()); }

    void use_client_face() {
        config_.api = "client";
        config_.base_url = vendor_url();
        config_.client_id = "id-1";
        config_.client_secret = Secret("secret-1");
    }

    void use_bearer_face() {
        config_.api = "bearer";
        config_.base_url = vendor_url() + "/send";
        config_.api_key = Secret("key-1");
    }

    std::string submit() {
        const auto provider = test::value_of(make_provider(config_, client_));
        return text_of(run_task(io_, provider->submit(a_submit())));
    }

    asio::io_context io_;
    SystemClock clock_;
    http::Client client_;
    http::Server vendor_;
    ProviderConfig config_;
    std::vector<http::Request> requests_;
    http::Response answer_;
};

TEST_F(SmstoolsOverSockets, SubmitsByTheClientFace) {
    use_client_face();
    answer_with(200, R"({"messageid":"e0ncuxht345hjmbjvv2feky0azflcw"})");
    EXPECT_EQ(submit(), "accepted e0ncuxht345hjmbjvv2feky0azflcw");
    ASSERT_EQ(requests_.size(), 1U);
    EXPECT_EQ(requests_[0].path, "/v1/message/send");
    EXPECT_EQ(requests_[0].header("X-Client-Id"), "id-1");
    EXPECT_EQ(requests_[0].header("X-Client-Secret"), "secret-1");
    EXPECT_EQ(Json::parse(requests_[0].body)["to"], "31612345678");
}

TEST_F(SmstoolsOverSockets, SubmitsByTheBearerFace) {
    use_bearer_face();
    answer_with(201, R"({"msgid":"abc"})");
    EXPECT_EQ(submit(), "accepted abc");
    ASSERT_EQ(requests_.size(), 1U);
    EXPECT_EQ(requests_[0].path, "/send");
    EXPECT_EQ(requests_[0].header("Authorization"), "Bearer key-1");
    EXPECT_EQ(Json::parse(requests_[0].body)["to"], "+31612345678");
}

TEST_F(SmstoolsOverSockets, TakesARefusalAsOne) {
    use_client_face();
    answer_with(400, R"({"error":"131","errorMsg":"number on opt-out list"})");
    EXPECT_EQ(submit(), "refused message smstools_131");
}

TEST_F(SmstoolsOverSockets, CallsALostAnswerAmbiguousAndDoesNotRepeatTheRequest) {
    use_client_face();
    answer_ = http::Response::no_answer();
    EXPECT_EQ(submit(), "ambiguous connection_lost");
    EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(SmstoolsOverSockets, DoesNotFollowARedirect) {
    use_client_face();
    answer_with(307, "");
    answer_.headers = {{"Location", vendor_url() + "/send"}};
    EXPECT_EQ(submit(), "ambiguous http_307");
    EXPECT_EQ(requests_.size(), 1U);
}

TEST_F(SmstoolsOverSockets, CallsAClosedPortNotAccepted) {
    use_client_face();
    run_task(io_, vendor_.stop(0ms));
    EXPECT_EQ(submit(), "not accepted connect_failed");
}

TEST_F(SmstoolsOverSockets, WarnsWhenReportsCannotBeVerified) {
    std::string lines;
    const log::Capture capture(lines);
    use_bearer_face();
    test::value_of(make_provider(config_, client_));
    EXPECT_EQ(lines, "");
    config_.webhook_secret = Secret();
    test::value_of(make_provider(config_, client_));
    EXPECT_NE(lines.find("provider.webhook_unsigned"), std::string::npos);
}

TEST_F(SmstoolsOverSockets, IsNotMadeFromATypeThatNobodyKnows) {
    std::string lines;
    const log::Capture capture(lines);
    config_.type = "pigeon";
    EXPECT_EQ(make_provider(config_, client_).error(), Errc::config_invalid);
    EXPECT_NE(lines.find("known types: sandbox, smstools"), std::string::npos);
}

}   // namespace
}   // namespace smsgw::providers
