// Vault as it is asked: by a token or an AppRole, which are renewed or log in again, and a few times when it does not answer.
#include "app/secret_vault.hpp"

#include <gmock/gmock.h>

#include "support/client_fixture.hpp"

namespace smsgw::app {
namespace {

using namespace std::chrono_literals;
using test::Script;
using testing::HasSubstr;
using testing::Not;
using Kind = SecretAnswer::Kind;

constexpr auto path = "secret/data/smsgw";

Script secret(const std::string& value) {
    return Script::answer(200,
                          R"({"data":{"data":{"api_key":")" + value + R"("},"metadata":{"version":1}}})");
}
Script auth(const std::string& token, int lease_s) {
    return Script::answer(200, R"({"auth":{"client_token":")" + token +
                                   R"(","renewable":true,"lease_duration":)" + std::to_string(lease_s) +
                                   "}}");
}
Script no(int status) {
    return Script::answer(status, R"({"errors":["permission denied"]})");
}

class SecretVault : public test::HttpClientTest {
protected:
    SecretVault() {
        settings.vault_url = server.url("/");
        settings.vault_token = Secret("hvs.given");
    }

    void use_approle() {
        settings.vault_token = Secret();
        settings.vault_role_id = "the-role";
        settings.vault_secret_id = Secret("the-secret-id");
    }

    // One reading of the configuration, which asks for one secret. Time passes while nothing else can happen.
    SecretAnswer read() {
        Vault vault(SecretAsker(client, clock, "Vault", clock.mono + 15s), clock, settings, session);
        std::optional<SecretAnswer> answer;
        asio::co_spawn(io, vault.read(path),
                       [&](std::exception_ptr, SecretAnswer told) { answer = std::move(told); });
        for (int rounds = 0; rounds < 1000 && !answer; ++rounds) {
            for (int i = 0; i < 5; ++i) test::drive(io);
            if (!answer) clock.advance(50ms);
        }
        if (!answer) throw std::runtime_error("no answer");
        return *answer;
    }

    std::vector<std::string> asked() const {
        std::vector<std::string> all;
        for (const auto& request : server.seen()) all.push_back(request.method + " " + request.target);
        return all;
    }

    SecretsConfig settings;
    VaultSession session;
};

TEST_F(SecretVault, ReadsTheFieldsOfASecret) {
    settings.vault_namespace = "team/sms";
    server.script() = {auth("hvs.given", 3600), secret("first")};
    const auto answer = read();
    ASSERT_EQ(answer.kind, Kind::told) << answer.problem;
    EXPECT_EQ(answer.document.at("api_key"), "first");
    EXPECT_THAT(asked(), testing::ElementsAre("POST /v1/auth/token/renew-self", "GET /v1/secret/data/smsgw"));
    for (const auto& request : server.seen()) {
        EXPECT_EQ(request.header("X-Vault-Token"), "hvs.given");
        EXPECT_EQ(request.header("X-Vault-Namespace"), "team/sms");
        EXPECT_EQ(request.header("X-Vault-Request"), "true");
    }
}

TEST_F(SecretVault, RenewsATokenWhenHalfOfItsTimeIsOver) {
    server.script() = {auth("hvs.given", 100), secret("a"), secret("b"), auth("hvs.given", 100), secret("c")};
    read();
    clock.advance(45s);
    EXPECT_EQ(read().document.at("api_key"), "b");
    EXPECT_EQ(server.seen().size(), 3U);
    clock.advance(6s);
    EXPECT_EQ(read().document.at("api_key"), "c");
    EXPECT_EQ(asked().at(3), "POST /v1/auth/token/renew-self");
}

TEST_F(SecretVault, GoesOnWithATokenThatCannotBeRenewed) {
    server.script() = {no(400), secret("a"), secret("b")};
    EXPECT_EQ(read().document.at("api_key"), "a");
    clock.advance(24h);
    EXPECT_EQ(read().document.at("api_key"), "b");
    EXPECT_EQ(server.seen().size(), 3U) << "asked once whether it can";
}

TEST_F(SecretVault, AnotherTokenIsAnotherSession) {
    server.script() = {no(400), secret("a"), auth("hvs.other", 100), secret("b")};
    read();
    settings.vault_token = Secret("hvs.other");
    read();
    EXPECT_EQ(server.seen().at(3).header("X-Vault-Token"), "hvs.other");
}

TEST_F(SecretVault, LogsAnAppRoleInOnce) {
    use_approle();
    settings.vault_approle = "team/approle";
    server.script() = {auth("hvs.made", 3600), secret("a"), secret("b")};
    EXPECT_EQ(read().document.at("api_key"), "a");
    EXPECT_EQ(read().document.at("api_key"), "b");
    EXPECT_THAT(asked(), testing::ElementsAre("POST /v1/auth/team/approle/login", "GET /v1/secret/data/smsgw",
                                              "GET /v1/secret/data/smsgw"));
    EXPECT_EQ(server.seen().at(0).body, R"({"role_id":"the-role","secret_id":"the-secret-id"})");
    EXPECT_EQ(server.seen().at(0).header("X-Vault-Token"), "");
    EXPECT_EQ(server.seen().at(2).header("X-Vault-Token"), "hvs.made");
}

TEST_F(SecretVault, LogsAnAppRoleInAgainWhenItsTokenHasEnded) {
    use_approle();
    server.script() = {auth("hvs.one", 100), secret("a"), no(403), no(403),
                       auth("hvs.two", 100), secret("b")};
    read();
    clock.advance(101s);
    EXPECT_EQ(read().document.at("api_key"), "b");
    EXPECT_THAT(asked().at(2), "POST /v1/auth/token/renew-self");
    EXPECT_EQ(server.seen().at(5).header("X-Vault-Token"), "hvs.two");
}

TEST_F(SecretVault, DoesNotLogInForWhatItMayNotRead) {
    use_approle();
    server.script() = {auth("hvs.one", 100), no(403)};
    const auto answer = read();
    EXPECT_EQ(answer.kind, Kind::forbidden);
    EXPECT_EQ(server.seen().size(), 2U);
}

TEST_F(SecretVault, SaysThatTheAppRoleIsNotLetIn) {
    use_approle();
    for (const auto& script : {no(400), Script::answer(200, R"({"auth":{"client_token":""}})"),
                               Script::answer(200, R"({"auth":{"client_token":"a\nb"}})")}) {
        server.script() = {script};
        const auto answer = read();
        EXPECT_EQ(answer.kind, Kind::refused);
        EXPECT_THAT(answer.problem, HasSubstr("does not let the AppRole in"));
        EXPECT_THAT(answer.problem, Not(HasSubstr("the-secret-id")));
        EXPECT_TRUE(session.token.empty());
    }
}

TEST_F(SecretVault, IsAskedThreeTimesWhenItCannotAnswer) {
    server.script() = {no(503), Script::close(), auth("hvs.given", 100), secret("a")};
    EXPECT_EQ(read().kind, Kind::told);
    server.script() = {no(503), no(503), no(503), secret("never")};
    const auto answer = read();
    EXPECT_EQ(answer.kind, Kind::away);
    EXPECT_EQ(answer.problem, "Vault answers 503");
    EXPECT_EQ(server.script().size(), 1U);
}

TEST_F(SecretVault, IsNotWaitedForBeyondTheTimeOfAReading) {
    server.otherwise() = Script::hang();
    const auto before = clock.mono;
    const auto answer = read();
    EXPECT_EQ(answer.kind, Kind::away);
    EXPECT_EQ(answer.problem, "Vault is not reached (read_timeout)");
    EXPECT_LE(clock.mono - before, 16s);
}

TEST_F(SecretVault, IsNotFollowedElsewhere) {
    session.renew_at = MonoTime::max();
    server.otherwise() = Script::answer(307, "", {{"Location", server.url("/elsewhere")}});
    EXPECT_EQ(read().kind, Kind::refused);
    for (const auto& target : asked()) EXPECT_THAT(target, Not(HasSubstr("elsewhere")));
}

}   // namespace
}   // namespace smsgw::app
