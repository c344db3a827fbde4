// What smsgwctl shows of the gateway's JSON.
#include "app/ctl_text.hpp"

#include <gtest/gtest.h>

#include "app/ctl_settings.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

TEST(CtlText, KeepsTerminalsSafeFromWhatOthersWrote) {
    EXPECT_EQ(printable("Caf\u00e9 \u20ac"), "Caf\u00e9 \u20ac");
    EXPECT_EQ(printable("a\x1b[31mb\n\x7f"), "a?[31mb??");
    EXPECT_EQ(printable("c\u009b31m"), "c?31m");   // the one-character form of ESC [
    EXPECT_EQ(printable("d\xff\xfe"), "d??");
    EXPECT_EQ(printable(std::string("e\0", 2)), "e?");
}

TEST(CtlText, ReadsMembersOfEveryKind) {
    const json object{{"text", "a\tb"}, {"number", 3},     {"yes", true},
                      {"no", false},    {"null", nullptr}, {"list", {1}}};
    EXPECT_EQ(member(object, "text"), "a?b");
    EXPECT_EQ(member(object, "number"), "3");
    EXPECT_EQ(member(object, "yes"), "yes");
    EXPECT_EQ(member(object, "no"), "no");
    for (const auto* name : {"null", "list", "absent"}) EXPECT_EQ(member(object, name), "") << name;
    EXPECT_EQ(member(json::array(), "text"), "");
}

TEST(CtlText, AlignsColumnsByCharacters) {
    EXPECT_EQ(table({{"a", "b", "c"}, {"\u00e9\u00e9\u00e9", "", "x"}, {"1", "22", ""}}),
              "a    b   c\n\u00e9\u00e9\u00e9      x\n1    22\n");
}

TEST(CtlText, ShowsAMessageAndItsTimeline) {
    const json view{
        {"msgid", "m_1"},
        {"status", "delivered"},
        {"sender", "Shop"},
        {"segments", 2},
        {"reference", nullptr},
        {"price", {{{"amount", "0.09"}, {"currency", "EUR"}}}},
        {"events",
         {{{"seq", 1}, {"at", "T1"}, {"status", "queued"}},
          {{"seq", 2}, {"at", "T2"}, {"status", "submitting"}, {"attempt", 1}, {"provider", "sandbox"}},
          {{"seq", 3}, {"at", "T3"}, {"status", "delivered"}, {"error", "none"}}}}};
    EXPECT_EQ(view_text(view),
              "msgid     m_1\n"
              "status    delivered\n"
              "sender    Shop\n"
              "segments  2\n"
              "price     0.09 EUR\n"
              "\n"
              "seq  at  status      attempt  provider  provider_time  error\n"
              "1    T1  queued\n"
              "2    T2  submitting  1        sandbox\n"
              "3    T3  delivered                                     none\n");
    EXPECT_EQ(event_line(view["events"][1]), "T2  submitting  provider=sandbox  attempt=1");
}

TEST(CtlText, SaysWhyARequestWasRefused) {
    http::ClientResponse answer;
    answer.status = 422;
    answer.body = R"({"code":"number_invalid","title":"The number","detail":"Not a number.","errors":[
        {"field":"to","code":"number_invalid","detail":"Not a number."},
        {"field":"lane","code":"lane_unknown","detail":"No such lane."}]})";
    EXPECT_EQ(refusal_text(answer),
              "422 number_invalid: The number\n"
              "  to: number_invalid: Not a number.\n"
              "  lane: lane_unknown: No such lane.\n");
    answer.body = R"({"code":"not_ready","title":"Not ready","detail":"Wait."})";
    EXPECT_EQ(refusal_text(answer), "422 not_ready: Not ready. Wait.\n");
    for (const auto* body : {"<html>", "[]", ""}) {
        answer.body = body;
        EXPECT_EQ(refusal_text(answer), "422\n");
    }
}

TEST(CtlSettings, FindsAListenerWhereTheDaemonLooks) {
    const auto admin_of = [](const test::ConfigFixture& fixture) {
        Config config;
        const auto problem = read_setting(fixture.input(), "", {"listen", "admin"}, config);
        return problem ? *problem : url_of(config.listen.admin);
    };
    test::ConfigFixture fixture;
    EXPECT_EQ(admin_of(fixture), "http://127.0.0.1:9090");
    fixture.toml = "[listen]\nadmin = \"0.0.0.0:9191\"\n";
    fixture.env["SMSGW_CONFIG"] = "/etc/smsgw.toml";
    EXPECT_EQ(admin_of(fixture), "http://127.0.0.1:9191");
    fixture.env["SMSGW_LISTEN_ADMIN"] = "[::]:9292";
    EXPECT_EQ(admin_of(fixture), "http://[::1]:9292");
    fixture.env["SMSGW_LISTEN_ADMIN"] = "10.0.0.1:0";
    EXPECT_EQ(admin_of(fixture), "");
    fixture.env["SMSGW_LISTEN_ADMIN"] = "nowhere";
    EXPECT_TRUE(admin_of(fixture).starts_with("SMSGW_LISTEN_ADMIN: 'nowhere'")) << admin_of(fixture);
    fixture.env["SMSGW_LISTEN_ADMIN"] = "";   // as unset
    EXPECT_EQ(admin_of(fixture), "http://127.0.0.1:9191");
}

TEST(CtlSettings, LooksBehindAVariableThatHoldsAReference) {
    test::ConfigFixture fixture;
    fixture.env = {{"OPEN", "key-1"}, {"REF", "file:/key"}, {"LOOP", "env:LOOP"}};
    fixture.files["/key"] = "key-2\n";
    const auto sources = fixture.input().sources;
    EXPECT_EQ(resolve_twice("env:OPEN", sources).value.reveal(), "key-1");
    EXPECT_EQ(resolve_twice("env:REF", sources).value.reveal(), "key-2");
    EXPECT_NE(resolve_twice("env:ABSENT", sources).problem, "");
    EXPECT_NE(resolve_twice("key-1", sources).problem, "");
}

}   // namespace
}   // namespace smsgw::app
