// smsgwctl provider test: against a scripted vendor and a running operator.
#include "app/ctl_provider_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "providers/sandbox_operator.hpp"
#include "support/ctl_fixture.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::Script;
using testing::HasSubstr;
using testing::Not;

class CtlProviders : public test::CtlTest {
protected:
    CtlProviders() {
        sources.env["CLIENT_SECRET"] = "client-secret-1";
        sources.env["OPERATOR_KEY"] = "operator-key-1";
        sources.env["OPERATOR_SECRET"] = "operator-secret-1";
    }

    std::string origin() const { return "http://127.0.0.1:" + std::to_string(server.port()); }

    void use_client_face() {
        sources.toml =
            "[[providers]]\nid = \"vendor\"\ntype = \"smstools\"\napi = \"client\"\nbase_url = \"" +
            origin() + "\"\nclient_id = \"id-1\"\nclient_secret = \"env:CLIENT_SECRET\"\n";
    }

    void use_sandbox(const std::string& base_url) {
        sources.toml = "[[providers]]\nid = \"vendor\"\ntype = \"sandbox\"\nbase_url = \"" + base_url +
                       "\"\napi_key = \"env:OPERATOR_KEY\"\nwebhook_secret = \"env:OPERATOR_SECRET\"\n";
    }

    int test_it(const std::string& name = "vendor", Output output = Output::text) {
        out.str("");
        err.str("");
        ProviderTestOptions options;
        options.name = name;
        options.output = output;
        return run_task(io, test_provider(options, context()));
    }
};

TEST_F(CtlProviders, ShowsSmstoolsOurCredentialsByADryRun) {
    use_client_face();
    server.script().push_back(Script::answer(404, "no such page"));
    server.script().push_back(Script::answer(200, R"({"messageid":"dry-1"})"));
    EXPECT_EQ(test_it(), exit_done) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("connect      ok"));
    EXPECT_THAT(out.str(), HasSubstr("credentials  ok"));
    ASSERT_EQ(server.seen().size(), 2U);
    EXPECT_EQ(server.seen().at(0).target, "/");
    EXPECT_EQ(server.seen().at(1).target, "/v1/message/send");
    EXPECT_EQ(server.seen().at(1).header("X-Client-Secret"), "client-secret-1");
    EXPECT_EQ(json::parse(server.seen().at(1).body)["test"], true);
}

TEST_F(CtlProviders, SaysWhenCredentialsAreRefused) {
    use_client_face();
    server.script().push_back(Script::answer(200, ""));
    server.script().push_back(Script::answer(400, R"({"error":"104"})"));
    EXPECT_EQ(test_it(), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("credentials  failed"));
    EXPECT_THAT(out.str(), HasSubstr("smstools_104"));
    EXPECT_THAT(out.str() + err.str(), Not(HasSubstr("client-secret-1")));
}

TEST_F(CtlProviders, IsNotContentWithAPageOfAnotherServer) {
    use_client_face();
    server.otherwise() = Script::answer(200, "<html>Welcome to our hotel</html>");
    EXPECT_EQ(test_it(), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("answer_malformed"));
}

TEST_F(CtlProviders, SaysThatTheBearerFaceHasNoDryRun) {
    sources.env["SMSGW_SMSTOOLS_API_KEY"] = "bearer-key-1";
    sources.env["SMSGW_SMSTOOLS_BASE_URL"] = origin() + "/send";
    EXPECT_EQ(test_it("smstools"), exit_done) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("credentials  not tested"));
    ASSERT_EQ(server.seen().size(), 1U);   // and sends none
    EXPECT_EQ(server.seen().at(0).method, "GET");
}

TEST_F(CtlProviders, AsksNobodyWhereNobodyAnswers) {
    {
        const test::ScriptedServer gone(io);
        use_sandbox("http://127.0.0.1:" + std::to_string(gone.port()));
    }
    EXPECT_EQ(test_it(), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("connect_failed"));
    EXPECT_THAT(out.str(), Not(HasSubstr("credentials")));
}

TEST_F(CtlProviders, KnowsARunningOperatorByItsKey) {
    providers::SandboxOperatorConfig settings;
    settings.api_key = Secret("operator-key-1");
    settings.webhook_secret = Secret("operator-secret-1");
    providers::SandboxOperator sandbox(io.get_executor(), clock, client, settings);
    test::value_of(sandbox.start());
    use_sandbox("http://127.0.0.1:" + std::to_string(sandbox.port()));
    const int known = test_it("vendor", Output::json);
    const auto answer = json::parse(out.str());
    sources.env["OPERATOR_KEY"] = "operator-key-2";
    const int unknown = test_it("vendor", Output::json);
    const auto refusal = json::parse(out.str());
    client.close();
    run_task(io, sandbox.stop(Millis{0}));

    EXPECT_EQ(known, exit_done);
    EXPECT_EQ(answer["ok"], true);
    EXPECT_EQ(answer["type"], "sandbox");
    EXPECT_EQ(answer["steps"][1]["step"], "credentials");
    EXPECT_EQ(answer["steps"][1]["verdict"], "ok");
    EXPECT_EQ(unknown, exit_failed);
    EXPECT_EQ(refusal["ok"], false);
    EXPECT_EQ(refusal["steps"][1]["result"], "http_401");
}

TEST_F(CtlProviders, NeedsTheNameOfAProviderThatIsThere) {
    use_client_face();
    EXPECT_EQ(test_it("vendro"), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("did you mean 'vendor'?"));
    EXPECT_TRUE(server.seen().empty());
}

TEST_F(CtlProviders, CannotReachTheOperatorInsideTheDaemon) {
    EXPECT_EQ(test_it("sandbox"), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("inside smsgwd"));
}

TEST_F(CtlProviders, SaysWhatIsWrongWithTheConfiguration) {
    use_client_face();
    sources.env.erase("CLIENT_SECRET");
    EXPECT_EQ(test_it(), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("CLIENT_SECRET"));
}

}   // namespace
}   // namespace smsgw::app
