// smsgwctl send, status and health against a scripted gateway: what is asked, what is shown, which exit code.
#include "app/ctl_messages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/ctl_health.hpp"
#include "domain/msgid.hpp"
#include "support/ctl_fixture.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::Script;
using testing::HasSubstr;

class CtlMessages : public test::CtlTest {
protected:
    const std::string msgid = new_msgid(0, clock.wall_now(), 7).str();

    ApiOptions api() {
        ApiOptions options;
        options.url = server.url("/");
        return options;
    }
    SendOptions a_send() {
        SendOptions options;
        options.api = api();
        options.to = "+31612345678";
        options.message = "Hi \u20ac";
        options.poll_every = Millis{0};
        return options;
    }
    Script accepted() {
        return Script::answer(
            202, json{{"msgid", msgid}, {"status", "queued"}, {"segments", 1}, {"encoding", "GSM-7"}}.dump());
    }
    // A view whose timeline is these statuses.
    Script view(const std::vector<std::string>& statuses) {
        json body{{"msgid", msgid}, {"status", statuses.back()}, {"events", json::array()}};
        for (const auto& status : statuses)
            body["events"].push_back({{"seq", body["events"].size() + 1}, {"at", "T"}, {"status", status}});
        return Script::answer(200, body.dump());
    }
    int send(SendOptions options) { return run_task(io, send_message(std::move(options), context())); }
    int show(const std::string& id, Output output = Output::text) {
        StatusOptions options{api(), id};
        options.api.output = output;
        return run_task(io, show_message(std::move(options), context()));
    }
};

TEST_F(CtlMessages, SendsWhatItWasGivenAndNothingElse) {
    server.script() = {accepted()};
    auto options = a_send();
    options.lane = "otp";
    EXPECT_EQ(send(options), exit_done) << err.str();
    EXPECT_EQ(out.str(), "accepted " + msgid + " segments=1 encoding=GSM-7\n");
    ASSERT_EQ(server.seen().size(), 1U);
    const auto& seen = server.seen()[0];
    EXPECT_EQ(seen.method + " " + seen.target, "POST /send");
    EXPECT_EQ(seen.header("Authorization"), "Bearer key-1");
    EXPECT_EQ(seen.header("Content-Type"), "application/json");
    EXPECT_EQ(seen.header("Idempotency-Key").size(), 24U);
    EXPECT_EQ(json::parse(seen.body),
              (json{{"to", "+31612345678"}, {"message", "Hi \u20ac"}, {"lane", "otp"}}));
}

TEST_F(CtlMessages, EveryRunIsAMessageOfItsOwn) {
    server.script() = {accepted(), accepted()};
    send(a_send());
    send(a_send());
    EXPECT_NE(server.seen().at(0).header("Idempotency-Key"), server.seen().at(1).header("Idempotency-Key"));
}

TEST_F(CtlMessages, FollowsAMessageUntilItIsDelivered) {
    // given answers of which one is lost and one is the same as before
    server.script() = {accepted(),
                       view({"queued"}),
                       view({"queued", "submitting"}),
                       view({"queued", "submitting"}),
                       Script::close(),
                       view({"queued", "submitting", "submitted", "delivered"})};
    auto options = a_send();
    options.until = SendOptions::Until::final;
    EXPECT_EQ(send(options), exit_done) << err.str();
    // then every step is shown once
    EXPECT_EQ(out.str(),
              "accepted " + msgid +
                  " segments=1 encoding=GSM-7\nT  queued\nT  submitting\nT  submitted\nT  delivered\n");
    EXPECT_EQ(server.seen().back().target, "/messages/" + msgid);
}

TEST_F(CtlMessages, FollowingEndsWithTheFinalViewAsJson) {
    server.script() = {accepted(), view({"queued"}), view({"queued", "rejected"})};
    auto options = a_send();
    options.until = SendOptions::Until::final;
    options.api.output = Output::json;
    EXPECT_EQ(send(options), exit_failed);
    EXPECT_EQ(json::parse(out.str())["status"], "rejected");
}

TEST_F(CtlMessages, GivesUpFollowingAfterItsTime) {
    server.script() = {accepted()};
    server.otherwise() = view({"queued"});
    auto options = a_send();
    options.until = SendOptions::Until::final;
    options.wait_max = Millis{0};
    EXPECT_EQ(send(options), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("not final yet; smsgwctl status " + msgid));
}

TEST_F(CtlMessages, DoesNotGoOnAskingWithAKeyThatMayNotRead) {
    server.script() = {accepted(), Script::answer(403, R"({"code":"forbidden","title":"No"})")};
    auto options = a_send();
    options.until = SendOptions::Until::final;
    EXPECT_EQ(send(options), exit_failed);
    EXPECT_EQ(server.seen().size(), 2U);
    EXPECT_EQ(err.str(), "smsgwctl: 403 forbidden: No\n");
}

TEST_F(CtlMessages, SaysWhyAMessageWasNotAccepted) {
    const struct {
        Script answer;
        const char* why;
    } rows[] = {
        {Script::answer(
             422,
             R"({"code":"number_invalid","title":"No","errors":[{"field":"to","code":"number_invalid"}]})"),
         "422 number_invalid: No\n  to: number_invalid"},
        {Script::close(), "connection_lost; whether it acted on the request is not known"},
        {Script::answer(202, "hello"), "does not answer as a gateway does"},
        {Script::answer(202, R"({"msgid":"../admin"})"), "does not answer as a gateway does"},
    };
    for (const auto& row : rows) {
        server.script() = {row.answer};
        err.str("");
        EXPECT_EQ(send(a_send()), exit_failed) << row.why;
        EXPECT_THAT(err.str(), HasSubstr(row.why));
    }
    EXPECT_EQ(out.str(), "");
}

TEST_F(CtlMessages, AsksNobodyWithoutAKeyOrAnAddress) {
    auto without_key = a_send();
    without_key.api.key = "env:ABSENT";
    auto odd_key = a_send();
    odd_key.api.key = "env:ODD";
    sources.env["ODD"] = "a\r\nb";
    auto odd_url = a_send();
    odd_url.api.url = "gateway";
    for (const auto& options : {without_key, odd_key, odd_url}) {
        err.str("");
        EXPECT_EQ(send(options), exit_misuse);
        EXPECT_NE(err.str(), "");
    }
    EXPECT_EQ(show("../admin"), exit_misuse);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(CtlMessages, WarnsBeforeAKeyTravelsInTheClear) {
    auto options = a_send();
    options.api.url = "http://192.0.2.1:8080";   // refused by the client of tests
    EXPECT_EQ(send(options), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("the key and the message travel in the clear"));
    EXPECT_THAT(err.str(), HasSubstr("address_refused"));
}

TEST_F(CtlMessages, FindsTheGatewayOfTheConfiguration) {
    sources.env["SMSGW_LISTEN_API"] = "0.0.0.0:" + std::to_string(server.port());
    server.script() = {accepted()};
    auto options = a_send();
    options.api.url.clear();
    EXPECT_EQ(send(options), exit_done) << err.str();
}

TEST_F(CtlMessages, ShowsTheTimelineOfAMessage) {
    server.script() = {view({"queued", "delivered"}), view({"queued", "delivered"}),
                       Script::answer(404, "{}")};
    EXPECT_EQ(show(msgid), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("status  delivered\n"));
    EXPECT_THAT(out.str(), HasSubstr("\n2    T   delivered\n"));
    out.str("");
    EXPECT_EQ(show(msgid, Output::json), exit_done);
    EXPECT_EQ(json::parse(out.str())["msgid"], msgid);
    EXPECT_EQ(show(msgid), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("404"));
}

class CtlHealth : public CtlMessages {
protected:
    int check(HealthOptions options) { return run_task(io, check_health(std::move(options), context())); }
    int check() { return check({.url = server.url("/readyz"), .config_path = {}}); }
};

TEST_F(CtlHealth, IsDoneWhenTheGatewayIsReady) {
    server.script() = {Script::answer(200, R"({"ready":true,"reasons":[]})")};
    EXPECT_EQ(check(), exit_done);
    EXPECT_EQ(out.str(), "ready\n");
    EXPECT_EQ(err.str(), "");
    EXPECT_EQ(server.seen().at(0).method + " " + server.seen().at(0).target, "GET /readyz");
}

TEST_F(CtlHealth, NamesEveryReasonWhenItIsNot) {
    server.script() = {Script::answer(503, R"({"ready":false,"reasons":["Redis is away","stop\u001bping"]})"),
                       Script::answer(404, "what?")};
    EXPECT_EQ(check(), exit_failed);
    EXPECT_EQ(err.str(), "not ready: Redis is away\nnot ready: stop?ping\n");
    err.str("");
    EXPECT_EQ(check(), exit_failed);
    EXPECT_EQ(err.str(), "not ready: it answered 404\n");
}

TEST_F(CtlHealth, IsFailedWhenNobodyAnswers) {
    server.on_accept() = test::ScriptedServer::OnAccept::reset;
    EXPECT_EQ(check(), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("gives no answer"));
}

TEST_F(CtlHealth, AsksTheAdminListenerOfTheConfiguration) {
    sources.env["SMSGW_LISTEN_ADMIN"] = "0.0.0.0:" + std::to_string(server.port());
    EXPECT_EQ(check({}), exit_done) << err.str();
    EXPECT_EQ(server.seen().at(0).target, "/readyz");
    sources.env["SMSGW_LISTEN_ADMIN"] = "0.0.0.0:0";
    EXPECT_EQ(check({}), exit_misuse);
}

}   // namespace
}   // namespace smsgw::app
