// What a person with an admin key does to a running daemon.
#include "api/ops_api.hpp"

#include "base/log.hpp"
#include "support/client_api_fixture.hpp"

namespace smsgw::test {
namespace {

class OpsApiTest : public ClientApiTest {
protected:
    OpsApiTest() {
        accounts[0].keys.push_back({.hash = api::hash_key(pepper, "boss"), .scopes = {Scope::admin}});
        own_gate.emplace(pepper, accounts, s.clock);
        ops_api.emplace(own_gate->keeper, [this] { return reload(); });
    }
    void TearDown() override { log::set_level(log::Level::info); }

    Task<std::vector<std::string>> reload() {
        ++reloads;
        co_return problems;
    }
    http::Response call(const std::string& path, const std::string& text = "", const std::string& key = "boss") {
        return call_handler(s.io, ops_api->routes(),
                            a_request("POST", path, text, {{"Authorization", "Bearer " + key}}));
    }

    std::vector<Account> accounts = all_accounts();
    std::optional<Gate> own_gate;
    std::optional<api::OpsApi> ops_api;
    std::vector<std::string> problems;
    int reloads = 0;
};

TEST_F(OpsApiTest, HasTheConfigurationReadAgain) {
    const auto answer = call("/reload");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(nlohmann::json::parse(answer.body), nlohmann::json::parse(R"({"reloaded":true,"problems":[]})"));
    EXPECT_EQ(reloads, 1);
}

TEST_F(OpsApiTest, SaysWhatIsWrongWithTheFile) {
    problems = {"line 7: no such option: tsp", "redis.url needs a restart"};
    const auto answer = call("/reload");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(nlohmann::json::parse(answer.body).at("reloaded"), false);
    EXPECT_EQ(nlohmann::json::parse(answer.body).at("problems"), nlohmann::json(problems));
}

TEST_F(OpsApiTest, ChangesTheLevelOfTheLog) {
    EXPECT_EQ(call("/log-level", R"({"level":"debug"})").status, 204);
    EXPECT_TRUE(log::enabled(log::Level::debug));
    EXPECT_EQ(call("/log-level", R"({"level":"error"})").status, 204);
    EXPECT_FALSE(log::enabled(log::Level::warn));
}

TEST_F(OpsApiTest, RefusesWhatIsNoLevel) {
    EXPECT_EQ(code_of(call("/log-level", "x")), "400 json_malformed");
    EXPECT_EQ(code_of(call("/log-level", "{}")), "422 field_missing");
    EXPECT_EQ(code_of(call("/log-level", R"({"level":"loud"})")), "422 field_type");
    EXPECT_EQ(code_of(call("/log-level", R"({"level":3})")), "422 field_type");
    EXPECT_EQ(code_of(call("/log-level", R"({"level":"info","for":"1h"})")), "422 field_unknown");
    EXPECT_TRUE(log::enabled(log::Level::info));
}

TEST_F(OpsApiTest, IsForAdminKeysOnly) {
    for (const char* path : {"/reload", "/log-level"}) {
        EXPECT_EQ(code_of(call(path, R"({"level":"debug"})", "shop-key")), "403 forbidden");
        EXPECT_EQ(code_of(call(path, R"({"level":"debug"})", "nobody")), "401 unauthorized");
    }
    EXPECT_EQ(reloads, 0);
    EXPECT_FALSE(log::enabled(log::Level::debug));
}

}   // namespace
}   // namespace smsgw::test
