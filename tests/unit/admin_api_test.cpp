// What people who run gateways see and say: for admin keys only, and nothing of whom a message is for or what it says.
#include "api/admin_api.hpp"

#include "api/dashboard.hpp"
#include "base/log.hpp"
#include "support/client_api_fixture.hpp"

namespace smsgw::test {
namespace {

using nlohmann::json;

class AdminApiTest : public ClientApiTest {
protected:
    http::Response call(const std::string& method, const std::string& path,
                        const std::string& key = "shop-admin") {
        return call_handler(s.io, admin_api.routes(),
                            a_request(method, "/admin/" + path, "", {{"Authorization", "Bearer " + key}}));
    }
    json get(const std::string& path) {
        const auto response = call("GET", path);
        EXPECT_EQ(response.status, 200) << response.body;
        return json::parse(response.body);
    }
    std::string accepted() { return json::parse(send(body).body).at("msgid"); }
    // Accepted, and given up.
    std::string poison() {
        auto msgid = accepted();
        s.lease_one();
        while (s.status(MsgId(msgid)) == MsgStatus::queued) s.reclaim();
        return msgid;
    }

    api::AdminApi admin_api{gate.keeper, {s.messages(), s.provider_states(), s.dead_letters(), s.ledger()}};
};

TEST_F(AdminApiTest, IsForAdminKeysOnly) {
    const std::vector<std::pair<std::string, std::string>> all = {{"GET", "providers"},
                                                                  {"POST", "providers/x/pause"},
                                                                  {"POST", "providers/x/drain"},
                                                                  {"POST", "providers/x/resume"},
                                                                  {"GET", "dead-letters"},
                                                                  {"POST", "dead-letters/00:1-1/replay"},
                                                                  {"DELETE", "dead-letters/00:1-1"},
                                                                  {"GET", "messages/m"},
                                                                  {"GET", "quality"},
                                                                  {"GET", "problems"}};
    EXPECT_EQ(all.size(), admin_api.routes().size());
    for (const auto& [method, path] : all) {
        EXPECT_EQ(code_of(call(method, path, "nobody")), "401 unauthorized") << path;
        EXPECT_EQ(code_of(call(method, path, "shop-key")), "403 forbidden") << path;
    }
}

TEST_F(AdminApiTest, ListsProvidersAndSaysWhatPeopleWantOfThem) {
    s.states.known = {{.id = ProviderId("x"), .tps = 50}, {.id = ProviderId("y")}};
    accepted();
    s.begun(s.lease_one());
    EXPECT_EQ(call("POST", "providers/y/pause").status, 200);
    EXPECT_EQ(get("providers").at("providers"),
              json::parse(R"([{"provider":"x","state":"active","in_flight":1,"tps":50.0},
                              {"provider":"y","state":"paused","in_flight":0,"tps":null}])"));
    EXPECT_EQ(call("POST", "providers/y/drain").body, R"({"provider":"y","state":"draining"})");
    EXPECT_EQ(s.states.states.at(ProviderId("y")), ProviderState::draining);
    EXPECT_EQ(call("POST", "providers/y/resume").status, 200);
    EXPECT_TRUE(s.states.states.empty());
    EXPECT_EQ(code_of(call("POST", "providers/z/pause")), "404 not_found");
}

TEST_F(AdminApiTest, ListsReplaysAndDiscardsDeadLetters) {
    const auto first = poison();
    const auto second = poison();
    const auto letters = get("dead-letters").at("dead_letters");
    ASSERT_EQ(letters.size(), 2U);
    EXPECT_EQ(letters[0].at("msgid"), first);
    EXPECT_EQ(letters[0].at("reason"), "poison");
    EXPECT_EQ(letters[0].at("account"), "shop");
    EXPECT_EQ(letters.dump().find("31612345678"), std::string::npos);
    const std::string id = letters[0].at("id"), other = letters[1].at("id");
    const auto replayed = json::parse(call("POST", "dead-letters/" + id + "/replay").body);
    EXPECT_EQ(replayed.at("outcome"), "replayed");
    EXPECT_EQ(s.lease_one().message.msgid.str(), replayed.at("msgid"));
    EXPECT_EQ(code_of(call("POST", "dead-letters/" + id + "/replay")), "404 not_found");
    EXPECT_EQ(call("DELETE", "dead-letters/" + other).body, R"({"outcome":"discarded"})");
    EXPECT_EQ(code_of(call("DELETE", "dead-letters/" + other)), "404 not_found");
    EXPECT_EQ(get("dead-letters"), json::parse(R"({"dead_letters":[]})"));
}

TEST_F(AdminApiTest, SaysThatATextIsErased) {
    const auto msgid = poison();
    s.storage.messages.at(msgid).text = SmsText();
    const auto answer = call("POST", "dead-letters/" + msgid + "/replay");
    EXPECT_EQ(answer.body, R"({"msgid":null,"outcome":"erased"})");
}

TEST_F(AdminApiTest, ShowsAMessageOfAnyAccountWithItsTimelineAndMasked) {
    const auto msgid = accepted();
    const auto shown = json::parse(call("GET", "messages/" + msgid, "bank-admin").body);
    EXPECT_EQ(shown.at("account"), "shop");
    EXPECT_EQ(shown.at("reference"), "order-1");
    EXPECT_EQ(shown.at("to"), "+316******78");
    EXPECT_EQ(shown.at("events").at(0).at("status"), "queued");
    EXPECT_EQ(shown.dump().find("Hi"), std::string::npos);
    EXPECT_EQ(code_of(call("GET", "messages/nonsense")), "404 not_found");
}

TEST_F(AdminApiTest, AddsUpQualityByMinuteProviderAndCountry) {
    const auto minute = std::chrono::floor<std::chrono::minutes>(s.clock.wall);
    const QualityRow row{.provider = ProviderId("x"), .country = "NL", .minute = minute};
    auto submitted = row, good = row, bad = row, elsewhere = row;
    submitted.submitted = 2;
    good.delivered = 1;
    good.latency_sum = Millis{1'500};
    bad.undelivered = 1;
    elsewhere.country = "DE";
    elsewhere.submitted = 7;
    s.storage.quality = {submitted, good, bad, elsewhere};
    const auto rows = get("quality").at("quality");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].at("country"), "DE");
    EXPECT_EQ(rows[1].at("submitted"), 2);
    EXPECT_EQ(rows[1].at("delivered"), 1);
    EXPECT_EQ(rows[1].at("undelivered"), 1);
    EXPECT_EQ(rows[1].at("latency_ms_sum"), 1'500);
    s.clock.advance(std::chrono::minutes{30});
    EXPECT_TRUE(get("quality?minutes=15").at("quality").empty());
    EXPECT_EQ(get("quality?minutes=59").at("quality").size(), 2U);
    for (const auto* query : {"minutes=0", "minutes=60", "minutes=x", "minutes=", "hours=1", "minutes=%zz"})
        EXPECT_EQ(code_of(call("GET", std::string("quality?") + query)), "422 limit_out_of_range") << query;
}

TEST_F(AdminApiTest, ShowsWarningsOfTheLogWhateverIsInThem) {
    std::string lines;
    const log::Capture capture(lines);
    log::warn("thing.odd", {log::f("word", "not UTF-8: \xff"), log::f(MsgId("m_1"))});
    const auto problem = get("problems").at("problems").at(0);
    EXPECT_EQ(problem.at("event"), "thing.odd");
    EXPECT_EQ(problem.at("level"), "warn");
    EXPECT_EQ(problem.at("fields").at(1), (json{{"name", "msgid"}, {"value", "m_1"}}));
}

TEST_F(AdminApiTest, SaysWhenStorageIsAway) {
    const auto msgid = poison();
    s.storage.failure = Errc::storage_unavailable;
    s.states.failure = Errc::storage_unavailable;
    for (const auto& [method, path] :
         std::vector<std::pair<std::string, std::string>>{{"GET", "providers"},
                                                          {"POST", "providers/x/pause"},
                                                          {"GET", "dead-letters"},
                                                          {"DELETE", "dead-letters/" + msgid},
                                                          {"GET", "messages/" + msgid},
                                                          {"GET", "quality"}})
        EXPECT_EQ(code_of(call(method, path)), "503 storage_unavailable") << path;
    EXPECT_EQ(call("GET", "problems").status, 200) << "one can look at what is wrong";
}

TEST_F(AdminApiTest, ServesAPageThatRunsNothingOfOthers) {
    const auto page = call_handler(s.io, api::dashboard_routes(), a_request("GET", "/"));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_NE(header_of(page, "Content-Security-Policy").find("default-src 'none'; script-src 'self'"),
              std::string::npos);
    EXPECT_EQ(page.body.find("://"), std::string::npos);
    const auto script = call_handler(s.io, api::dashboard_routes(), a_request("GET", "/dashboard/app.js"));
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
}

}   // namespace
}   // namespace smsgw::test
