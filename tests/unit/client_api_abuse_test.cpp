// What a client is told of a message that is kept out, and how it tells that a code was entered.
#include "support/client_api_fixture.hpp"

namespace smsgw::test {
namespace {

class ClientApiAbuse : public ClientApiTest {
protected:
    http::Response denied(AdmissionRule rule, RuleAction action = RuleAction::refuse) {
        s.storage.denial = Denial{rule, action, Millis{4'200}, "secret subject"};
        auto response = send(body);
        s.storage.denial.reset();
        return response;
    }
    http::Response convert(const std::string& msgid, const std::string& text, const std::string& key = "shop-key") {
        return ask(a_request("POST", "/messages/" + msgid + "/conversion", text,
                             {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}}));
    }
    std::string sent() { return nlohmann::json::parse(send(body).body).at("msgid"); }
};

TEST_F(ClientApiAbuse, TellsPlainLimitsExactly) {
    for (const auto& [rule, code] : {std::pair{AdmissionRule::account_rate, "429 rate_limited"},
                                     std::pair{AdmissionRule::recipient, "429 recipient_limited"},
                                     std::pair{AdmissionRule::spend_account, "429 spend_cap_reached"}}) {
        const auto response = denied(rule);
        EXPECT_EQ(code_of(response), code);
        EXPECT_EQ(header_of(response, "Retry-After"), "5");
    }
}

TEST_F(ClientApiAbuse, TellsOfALikelyAbuseOnlyThatItIsOne) {
    const auto first = denied(AdmissionRule::number_block);
    EXPECT_EQ(code_of(first), "403 not_admitted");
    auto one = nlohmann::json::parse(first.body);
    auto other = nlohmann::json::parse(denied(AdmissionRule::range_scan).body);
    for (const char* field : {"request_id", "instance"}) {
        one.erase(field);
        other.erase(field);
    }
    EXPECT_EQ(one, other);
    EXPECT_EQ(header_of(first, "Retry-After"), "");
    EXPECT_EQ(first.body.find("secret"), std::string::npos);
}

TEST_F(ClientApiAbuse, AsksForAChallenge) {
    EXPECT_EQ(code_of(denied(AdmissionRule::drift, RuleAction::challenge)), "403 challenge_required");
}

TEST_F(ClientApiAbuse, DeniesEachItemOfABatchByItself) {
    s.storage.denial = Denial{AdmissionRule::recipient, RuleAction::refuse, Millis{1}, "x"};
    const auto response =
        send_text(nlohmann::json{{"messages", {body, body}}}.dump(), Call{}, "/send/batch");
    EXPECT_EQ(response.status, 202);
    const auto results = nlohmann::json::parse(response.body).at("results");
    for (const auto& one : results) EXPECT_EQ(one.at("http_status"), 429);
}

TEST_F(ClientApiAbuse, RefusesWhatIsWrongWithTheEndUser) {
    const auto with = [&](const char* field, const nlohmann::json& value) {
        auto fields = body;
        fields[field] = value;
        return code_of(send(fields));
    };
    EXPECT_EQ(with("end_user_ip", "192.0.2.300"), "422 end_user_ip_invalid");
    EXPECT_EQ(with("end_user_ip", "2001:db8::1"), "202 ");
    EXPECT_EQ(with("session_id", std::string(129, 'a')), "422 session_id_invalid");
    EXPECT_EQ(with("session_id", "a\nb"), "422 session_id_invalid");
    EXPECT_EQ(with("session_id", "a"), "202 ");
    EXPECT_EQ(with("captcha_token", ""), "422 captcha_token_invalid");
    EXPECT_EQ(with("captcha_token", std::string(8193, 'a')), "422 captcha_token_invalid");
    EXPECT_EQ(with("captcha_token", "a b"), "422 captcha_token_invalid");
    EXPECT_EQ(with("challenge_passed", true), "422 step_up_not_allowed");
    EXPECT_EQ(with("challenge_passed", false), "202 ");
    EXPECT_EQ(with("challenge_passed", "yes"), "422 field_type");
}

TEST_F(ClientApiAbuse, SaysWhatIsLeftOfTheRateWhenToldTo) {
    intake::AdmissionConfig config;
    config.ratelimit_headers = true;
    config.rate = 10;
    config.rate_burst = 100;
    api::ClientApi talking{gate.keeper,     {s.messages(), s.ledger(), s.admission, s.suppressions()},
                           config,          nullptr,
                           {table, prices}, s.clock};
    const auto ask_it = [&] {
        return call_handler(s.io, talking.routes(),
                            a_request("POST", "/send", body.dump(),
                                      {{"Content-Type", "application/json"}, {"Authorization", "Bearer shop-key"}}));
    };
    s.storage.rate_slack = Millis{4'200};
    const auto accepted = ask_it();
    EXPECT_EQ(header_of(accepted, "RateLimit-Policy"), "\"messages\";q=100;w=10");
    EXPECT_EQ(header_of(accepted, "RateLimit"), "\"messages\";r=42;t=6");
    s.storage.denial = Denial{AdmissionRule::account_rate, RuleAction::refuse, Millis{100}, "a"};
    EXPECT_EQ(header_of(ask_it(), "RateLimit"), "\"messages\";r=0;t=10");
    EXPECT_EQ(header_of(denied(AdmissionRule::account_rate), "RateLimit"), "") << "off by default";
}

TEST_F(ClientApiAbuse, TakesTheWordOnAConversion) {
    const auto msgid = sent();
    const auto response = convert(msgid, R"({"converted":true})");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(nlohmann::json::parse(response.body), (nlohmann::json{{"msgid", msgid}, {"counted", true}}));
    EXPECT_EQ(nlohmann::json::parse(convert(msgid, R"({"converted":true})").body).at("counted"), false);
    ASSERT_EQ(s.admission.told.size(), 1U);
    EXPECT_EQ(s.admission.told[0].to.str(), "+31612345678");
    EXPECT_EQ(s.admission.told[0].country, "NL");
    EXPECT_EQ(s.admission.told[0].outcome, Conversion::converted);
}

TEST_F(ClientApiAbuse, TakesNoWordOnAConversionThatIsNotOne) {
    const auto msgid = sent();
    EXPECT_EQ(code_of(convert(msgid, "")), "400 json_malformed");
    EXPECT_EQ(code_of(convert(msgid, "[]")), "400 json_malformed");
    EXPECT_EQ(code_of(convert(msgid, "{}")), "422 field_missing");
    EXPECT_EQ(code_of(convert(msgid, R"({"converted":1})")), "422 field_type");
    EXPECT_EQ(code_of(convert(msgid, R"({"converted":true,"x":1})")), "422 field_unknown");
    EXPECT_EQ(code_of(convert(msgid, R"({"converted":true})", "bank-key")), "404 not_found");
    EXPECT_EQ(code_of(convert(msgid, R"({"converted":true})", "shop-read")), "403 forbidden");
    EXPECT_EQ(code_of(convert(msgid, R"({"converted":true})", "no-key")), "401 unauthorized");
    EXPECT_TRUE(s.admission.told.empty());
}

TEST_F(ClientApiAbuse, RefusesACountryThatTheAccountMayNotSendTo) {
    auto accounts = all_accounts();
    accounts[0].countries = {"DE"};
    Gate other{pepper, accounts, s.clock};
    api::ClientApi narrow{
        other.keeper, {s.messages(), s.ledger(), s.admission, s.suppressions()}, {}, nullptr, {table, prices},
        s.clock};
    const auto response =
        call_handler(s.io, narrow.routes(),
                     a_request("POST", "/send", body.dump(),
                               {{"Content-Type", "application/json"}, {"Authorization", "Bearer shop-key"}}));
    EXPECT_EQ(code_of(response), "422 country_not_enabled");
}

}   // namespace
}   // namespace smsgw::test
