// Whoever says that a code was entered hears nothing of what the provider makes of it.
#include "dispatch/feedback_forwarder.hpp"
#include "support/client_api_fixture.hpp"
#include "support/fake_provider.hpp"

namespace smsgw::test {
namespace {

class ClientApiFeedback : public ClientApiTest {
protected:
    ClientApiFeedback() { x.feedback = FakeProvider::Feedback::taken; }

    http::Response convert(const MsgId& msgid, const std::string& text = R"({"converted":true})") {
        if (!forwarder) forwarder.emplace(s.io.get_executor(), s.clock, std::vector<SmsProvider*>{&x});
        api::ClientApi telling{gate.keeper,
                               {s.messages(), s.ledger(), s.admission, s.suppressions()},
                               {},
                               nullptr,
                               {table, prices},
                               s.clock,
                               0,
                               &*forwarder};
        auto response = call_handler(
            s.io, telling.routes(),
            a_request("POST", "/messages/" + msgid.str() + "/conversion", text,
                      {{"Authorization", "Bearer shop-key"}, {"Content-Type", "application/json"}}));
        drive(s.io);
        return response;
    }

    FakeProvider x{s.clock, "x"};
    std::optional<dispatch::FeedbackForwarder> forwarder;
};

TEST_F(ClientApiFeedback, TellsTheProviderTheFirstWordAndNoOther) {
    const auto msgid = s.submitted({"p1"});
    EXPECT_EQ(convert(msgid).status, 200);
    EXPECT_EQ(convert(msgid, R"({"converted":false})").status, 200);
    ASSERT_EQ(x.told.size(), 1U);
    EXPECT_EQ(x.told[0].id.str(), "p1");
    EXPECT_EQ(x.told[0].outcome, Conversion::converted);
}

TEST_F(ClientApiFeedback, TellsNothingOfARequestThatIsRefused) {
    const auto msgid = s.submitted({"p1"});
    EXPECT_EQ(code_of(convert(msgid, "{}")), "422 field_missing");
    EXPECT_TRUE(x.told.empty());
}

TEST_F(ClientApiFeedback, AnswersTheSameWhateverTheProviderSays) {
    x.feedback_answers = {FeedbackFailed{"http_402"}};
    const auto failed = s.submitted({"p1"});
    EXPECT_EQ(nlohmann::json::parse(convert(failed).body),
              (nlohmann::json{{"msgid", failed.str()}, {"counted", true}}));
    x.takes = std::chrono::hours{1};
    const auto silent = s.submitted({"p2"});
    const auto response = convert(silent);   // the clock stands still: nobody waits for the provider
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(nlohmann::json::parse(response.body),
              (nlohmann::json{{"msgid", silent.str()}, {"counted", true}}));
    EXPECT_EQ(x.told.size(), 2U);
    run_task(s.io, forwarder->stop(Millis{0}));
}

}   // namespace
}   // namespace smsgw::test
