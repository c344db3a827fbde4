// What is blocked and why, for people with an admin key, and how they lift it.
#include "api/abuse_api.hpp"

#include "support/client_api_fixture.hpp"

namespace smsgw::test {
namespace {

class AbuseApiTest : public ClientApiTest {
protected:
    AbuseApiTest() {
        accounts[0].conversion_feedback = true;
        accounts[0].keys.push_back({.hash = api::hash_key(pepper, "boss"), .scopes = {Scope::admin}});
        own_gate.emplace(pepper, accounts, s.clock);
        intake::AdmissionConfig config;
        config.record_only = {AdmissionRule::drift};
        abuse_api.emplace(own_gate->keeper, accounts, s.admission, config);
    }
    http::Response call(const std::string& method, const std::string& path, const std::string& text = "",
                        const std::string& key = "boss") {
        return call_handler(s.io, abuse_api->routes(),
                            a_request(method, path, text, {{"Authorization", "Bearer " + key}}));
    }
    nlohmann::json status() { return nlohmann::json::parse(call("GET", "/abuse/status").body); }

    std::vector<Account> accounts = all_accounts();
    std::optional<Gate> own_gate;
    std::optional<api::AbuseApi> abuse_api;
};

TEST_F(AbuseApiTest, ShowsWhatIsBlockedWhyAndUntilWhen) {
    s.admission.statuses["shop"] = {.blocks = {{"conversion", "31612345", WallTime(Millis(1'767'323'045'000))}},
                                    .today = {{"recipient", "refuse", 3}},
                                    .unconverted_in_a_row = 2};
    const auto shown = status();
    EXPECT_EQ(shown.at("record_only"), nlohmann::json::array({"drift"}));
    const auto& shop = shown.at("accounts").at(0);
    EXPECT_EQ(shop.at("conversion_feedback"), "on");
    EXPECT_EQ(shop.at("blocks"),
              nlohmann::json::array(
                  {{{"rule", "conversion"}, {"subject", "31612345"}, {"until", "2026-01-02T03:04:05.000Z"}}}));
    EXPECT_EQ(shop.at("today"),
              nlohmann::json::array({{{"rule", "recipient"}, {"action", "refuse"}, {"messages", 3}}}));
    EXPECT_EQ(shown.at("accounts").at(1).at("conversion_feedback"), "off");
    s.admission.statuses["shop"].unconverted_in_a_row = 200;
    EXPECT_EQ(status().at("accounts").at(0).at("conversion_feedback"), "lost");
}

TEST_F(AbuseApiTest, LiftsABlock) {
    s.admission.statuses["shop"].blocks = {{"conversion", "31612345", {}}};
    const std::string text = R"({"account":"shop","rule":"conversion","subject":"31612345"})";
    EXPECT_EQ(call("POST", "/abuse/unblock", text).status, 204);
    EXPECT_EQ(s.admission.unblocked, std::vector<std::string>{"conversion 31612345"});
    EXPECT_EQ(code_of(call("POST", "/abuse/unblock", R"({"account":"shop","rule":"conversion","subject":"32"})")),
              "404 not_found");
}

TEST_F(AbuseApiTest, RefusesWhatIsNoUnblocking) {
    EXPECT_EQ(code_of(call("POST", "/abuse/unblock", "x")), "400 json_malformed");
    EXPECT_EQ(code_of(call("POST", "/abuse/unblock", "{}")), "422 field_missing");
    EXPECT_EQ(code_of(call("POST", "/abuse/unblock", R"({"account":1,"rule":"a","subject":"b"})")), "422 field_type");
    EXPECT_EQ(code_of(call("POST", "/abuse/unblock", R"({"account":"a","rule":"a","subject":"b","x":1})")),
              "422 field_unknown");
}

TEST_F(AbuseApiTest, IsForAdminKeysOnly) {
    for (const auto& [method, path] : {std::pair{"GET", "/abuse/status"}, std::pair{"POST", "/abuse/unblock"}}) {
        EXPECT_EQ(code_of(call(method, path, "{}", "shop-key")), "403 forbidden");
        EXPECT_EQ(code_of(call(method, path, "{}", "nobody")), "401 unauthorized");
    }
}

}   // namespace
}   // namespace smsgw::test
