// A repeat that Infobip refuses, over real sockets: the log is asked once, and the message is not sent again.
#include <gtest/gtest.h>

#include "providers/infobip.hpp"
#include "support/client_fixture.hpp"
#include "support/provider_fixtures.hpp"

namespace smsgw::test {
namespace {

constexpr const char* refused_repeat =
    R"({"messages":[{"messageId":"m_1","status":{"groupId":5,"groupName":"REJECTED","id":23}}]})";

class InfobipRepeatOverSockets : public HttpClientTest {
protected:
    std::string submit(const std::string& log) {
        providers::ProviderConfig config;
        config.id = ProviderId("infobip");
        config.type = "infobip";
        config.base_url = "http://127.0.0.1:" + std::to_string(server.port());
        config.api_key = Secret("key-1");
        config.webhook_secret = Secret("whsec-1");
        providers::Infobip provider(config, client);
        server.script().push_back(Script::answer(200, refused_repeat));
        server.script().push_back(Script::answer(200, log));
        return text_of(run_task(io, provider.submit(a_submit())));
    }
};

TEST_F(InfobipRepeatOverSockets, IsTheFirstOneAccepted) {
    const auto outcome = submit(
        R"({"results":[{"messageId":"m_1","status":{"groupId":5,"id":23}},{"messageId":"m_1","status":{"groupId":1,"id":7}}]})");
    EXPECT_EQ(outcome, "accepted m_1");
    ASSERT_EQ(server.seen().size(), 2U);
    EXPECT_EQ(server.seen()[1].method, "GET");
    EXPECT_EQ(server.seen()[1].target, "/sms/3/logs?messageId=m_1");
}

TEST_F(InfobipRepeatOverSockets, GoesElsewhereWhenTheFirstWasRefused) {
    EXPECT_EQ(submit(R"({"results":[{"messageId":"m_1","status":{"groupId":5,"id":12}}]})"),
              "not accepted infobip_12");
    EXPECT_EQ(server.seen().size(), 2U);
}

}   // namespace
}   // namespace smsgw::test
