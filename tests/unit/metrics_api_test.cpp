// GET /metrics: what is in storage at the moment, and what is said while storage is away.
#include "api/metrics_api.hpp"

#include <gmock/gmock.h>

#include "support/client_api_fixture.hpp"

namespace smsgw::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class MetricsApiTest : public ClientApiTest {
protected:
    MetricsApiTest() {
        accounts[0].callback_url = "https://shop.example/callback";
        accounts[0].conversion_feedback = true;
    }
    std::string page() {
        auto response = call_handler(s.io, metrics_api.routes(), a_request("GET", "/metrics", ""));
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
        return response.body;
    }

    std::vector<Account> accounts = all_accounts();
    std::vector<std::string> reasons;
    api::MetricsApi metrics_api{{s.store_reader(), s.ledger(), s.states, s.admission, s.outbox()},
                                accounts,
                                {ProviderId("x"), ProviderId("y")},
                                [this] { return reasons; },
                                s.clock};
};

TEST_F(MetricsApiTest, TellsWhatIsInStorage) {
    s.admit();
    s.states.states[ProviderId("y")] = ProviderState::paused;
    s.admission.statuses["shop"] = {.blocks = {{"conversion", "31612345", {}}}, .unconverted_in_a_row = 200};
    s.storage.disabled_callbacks.insert(AccountId("shop"));
    const auto text = page();
    for (const char* line : {"smsgw_ready 1", "smsgw_redis_up 1", "smsgw_queue_messages{lane=\"normal\"} 1",
                             "smsgw_queue_messages{lane=\"otp\"} 0", "smsgw_messages_admitted_total 1",
                             "smsgw_provider_state{provider=\"x\",state=\"active\"} 1",
                             "smsgw_provider_state{provider=\"y\",state=\"active\"} 0",
                             "smsgw_provider_state{provider=\"y\",state=\"paused\"} 1",
                             "smsgw_callbacks_disabled{account=\"shop\"} 1", "smsgw_abuse_blocks{account=\"shop\"} 1",
                             "smsgw_conversion_feedback_lost{account=\"shop\"} 1"})
        EXPECT_THAT(text, HasSubstr(std::string("\n") + line + "\n"));
    EXPECT_THAT(text, Not(HasSubstr("account=\"bank\"} 1\n")));
}

TEST_F(MetricsApiTest, TellsWhatBecameOfSubmitsAndWhatTheyCost) {
    for (const char* id : {"p1", "p2", "p3"}) {
        s.admit();
        auto lease = s.lease_one();
        ASSERT_EQ(s.begin(lease, Money{50'000, "EUR"}, ProviderId("x")), Begun::go);
        lease.attempts = 1;
        s.run(s.queue().settle(lease, ProviderId("x"), accepted_as({id})));
    }
    s.report(MsgStatus::delivered, "p1");
    s.report(MsgStatus::undelivered, "p2");
    const auto text = page();
    EXPECT_THAT(text, HasSubstr("\nsmsgw_provider_delivery_ratio{country=\"NL\",provider=\"x\"} 0.5\n"));
    EXPECT_THAT(text, HasSubstr("\nsmsgw_spend_month{account=\"shop\",currency=\"EUR\",provider=\"x\"} 0.15\n"));
}

TEST_F(MetricsApiTest, AnswersWhileStorageIsAway) {
    s.storage.failure = Errc::storage_unavailable;
    reasons = {"Redis is away"};
    const auto text = page();
    EXPECT_THAT(text, HasSubstr("\nsmsgw_redis_up 0\n"));
    EXPECT_THAT(text, HasSubstr("\nsmsgw_ready 0\n"));
    EXPECT_THAT(text, HasSubstr("\nprocess_open_fds "));
    EXPECT_THAT(text, Not(HasSubstr("smsgw_queue_messages")));
}

}   // namespace
}   // namespace smsgw::test
