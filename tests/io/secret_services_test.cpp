// Services as a reading of the configuration asks them: each secret once, and nobody who is away for long.
#include "app/secret_services.hpp"

#include <gmock/gmock.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <thread>

#include "support/scripted_server.hpp"

namespace smsgw::app {
namespace {

using test::Script;
using testing::HasSubstr;

// The server runs on a thread of its own, as a fetch waits for its answer.
class SecretServicesTest : public ::testing::Test {
protected:
    SecretServicesTest() {
        settings.vault_url = server.url("");
        settings.vault_token = Secret("hvs.given");
        settings.aws_url = server.url("");
        settings.aws_region = "eu-west-1";
        settings.aws_access_key_id = "AKIDEXAMPLE";
        settings.aws_secret_access_key = Secret("a-secret-access-key");
    }
    ~SecretServicesTest() override {
        work.reset();
        io.stop();
        thread.join();
    }

    // On the server's thread.
    template <class Act>
    auto there(Act act) {
        auto task = std::make_shared<std::packaged_task<std::invoke_result_t<Act>()>>(act);
        asio::post(io, [task] { (*task)(); });
        return task->get_future().get();
    }

    void answers(std::vector<Script> all) {
        there([&] { server.script().assign(all.begin(), all.end()); });
    }
    std::vector<test::SeenRequest> seen() {
        return there([&] { return server.seen(); });
    }

    asio::io_context io{1};
    test::ScriptedServer server{io};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::thread thread{[this] { io.run(); }};
    SecretsConfig settings;
    OpenServices open = secret_services();
};

const auto vault_says = Script::answer(
    200, R"({"data":{"data":{"one":"first\n","two":"second","n":7,"empty":""},"metadata":{}}})");
const auto not_renewable = Script::answer(400, R"({"errors":["lease is not renewable"]})");

TEST_F(SecretServicesTest, AskOnceForAllFieldsOfASecret) {
    answers({not_renewable, vault_says});
    const auto fetch = open(settings);
    EXPECT_EQ(fetch("vault:secret/data/a#one").value.reveal(), "first")
        << "without its line end, as from a file";
    EXPECT_EQ(fetch("vault:secret/data/a#two").value.reveal(), "second");
    EXPECT_EQ(fetch("vault:secret/data/a#three").problem, "vault:secret/data/a#three: it has no 'three'");
    EXPECT_EQ(fetch("vault:secret/data/a#n").problem, "vault:secret/data/a#n: its 'n' is not a string");
    EXPECT_EQ(fetch("vault:secret/data/a#empty").problem, "vault:secret/data/a#empty: it is empty");
    EXPECT_EQ(seen().size(), 2U);
}

TEST_F(SecretServicesTest, AskAgainInTheNextReadingWithTheSameToken) {
    answers({not_renewable, vault_says, vault_says});
    EXPECT_EQ(open(settings)("vault:secret/data/a#one").problem, "");
    EXPECT_EQ(open(settings)("vault:secret/data/a#one").problem, "");
    EXPECT_EQ(seen().size(), 3U) << "it is known that the token is not renewed";
}

TEST_F(SecretServicesTest, TakeAnAwsSecretAsItIsOrAMemberOfIt) {
    const auto json = Script::answer(200, R"({"SecretString":"{\"pepper\":\"hot\"}"})");
    answers({json});
    const auto fetch = open(settings);
    EXPECT_EQ(fetch("aws-sm:smsgw").value.reveal(), R"({"pepper":"hot"})");
    EXPECT_EQ(fetch("aws-sm:smsgw#pepper").value.reveal(), "hot");
    EXPECT_THAT(fetch("aws-sm:smsgw#salt").problem, HasSubstr("it has no 'salt'"));
    answers({Script::answer(200, R"({"SecretString":"plain"})")});
    EXPECT_EQ(fetch("aws-sm:plain#pepper").problem, "aws-sm:plain#pepper: it is not a JSON object");
    EXPECT_EQ(seen().size(), 2U);
}

TEST_F(SecretServicesTest, RefuseWhatIsTooLarge) {
    answers({Script::answer(200, R"({"SecretString":")" + std::string(64 * 1024, 'x') + R"("})"),
             Script::answer(200, R"({"SecretString":")" + std::string(64 * 1024 + 1, 'x') + R"("})"),
             Script::answer(200, R"({"SecretString":")" + std::string(1024 * 1024, 'x') + R"("})")});
    const auto fetch = open(settings);
    EXPECT_EQ(fetch("aws-sm:fits").value.reveal().size(), 64U * 1024);
    EXPECT_THAT(fetch("aws-sm:large").problem, HasSubstr("larger than 64 KiB"));
    EXPECT_THAT(fetch("aws-sm:huge").problem, HasSubstr("response_too_large"));
}

TEST_F(SecretServicesTest, AreNotAskedAgainWhileTheyAreAway) {
    there([&] { server.otherwise() = Script::answer(503, ""); });
    const auto fetch = open(settings);
    for (const auto* reference : {"vault:secret/data/a#one", "vault:secret/data/b#two"}) {
        const auto resolved = fetch(reference);
        EXPECT_EQ(resolved.problem, std::string(reference) + ": Vault answers 503");
        EXPECT_EQ(resolved.failure, ResolvedSecret::Failure::away);
    }
    EXPECT_EQ(seen().size(), 3U);
    // the other one is another matter
    there([&] { server.otherwise() = Script::answer(200, R"({"SecretString":"here"})"); });
    EXPECT_EQ(fetch("aws-sm:smsgw").value.reveal(), "here");
}

TEST_F(SecretServicesTest, SayWhatIsWrongWithAReferenceOrTheSettings) {
    settings.vault_ca_file = "/absent.pem";
    settings.aws_region = "";
    const auto fetch = open(settings);
    EXPECT_THAT(fetch("vault:secret/data/a#one").problem, HasSubstr("cannot use /absent.pem"));
    EXPECT_THAT(fetch("aws-sm:smsgw").problem, HasSubstr("it needs secrets.aws_region"));
    EXPECT_THAT(fetch("vault:secret/a#one").problem, HasSubstr("has no /data/"));
    EXPECT_EQ(fetch("aws-sm:smsgw").failure, ResolvedSecret::Failure::lasting);
    EXPECT_TRUE(seen().empty());
}

}   // namespace
}   // namespace smsgw::app
