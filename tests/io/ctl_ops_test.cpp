// What smsgwctl reload and log-level ask, and how they end.
#include "app/ctl_ops.hpp"

#include <gmock/gmock.h>

#include "support/ctl_fixture.hpp"

namespace smsgw::app {
namespace {

using test::Script;
using testing::HasSubstr;

class CtlOps : public test::CtlTest {
protected:
    ApiOptions admin() {
        ApiOptions options;
        options.url = server.url("");
        return options;
    }
    int reload(ApiOptions options) { return test::run_task(io, reload_gateway({std::move(options)}, context())); }
    int log_level(const std::string& level) {
        return test::run_task(io, set_log_level({admin(), level}, context()));
    }
};

TEST_F(CtlOps, ReloadIsDoneWhenTheGatewayGoesByTheNewConfiguration) {
    server.script() = {Script::answer(200, R"({"reloaded":true,"problems":[]})")};
    EXPECT_EQ(reload(admin()), exit_done);
    EXPECT_EQ(out.str(), "reloaded\n");
    const auto& seen = server.seen().at(0);
    EXPECT_EQ(seen.method + " " + seen.target, "POST /reload");
    EXPECT_EQ(seen.header("Authorization"), "Bearer key-1");
}

TEST_F(CtlOps, ReloadSaysEverythingThatIsWrong) {
    server.script() = {Script::answer(422, R"({"reloaded":false,"problems":["one","two\u001b"]})")};
    EXPECT_EQ(reload(admin()), exit_failed);
    EXPECT_EQ(out.str(), "");
    EXPECT_EQ(err.str(), "one\ntwo?\nsmsgwctl: the gateway goes on with its former configuration\n");
}

TEST_F(CtlOps, ReloadIsNotDoneByWhoMayNotOrBySomeOtherServer) {
    server.script() = {Script::answer(403, R"({"status":403,"code":"forbidden","title":"Not allowed"})"),
                       Script::answer(200, "<html>")};
    EXPECT_EQ(reload(admin()), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("forbidden"));
    EXPECT_EQ(reload(admin()), exit_failed);
}

TEST_F(CtlOps, AsksTheAdminListenerOfTheConfiguration) {
    sources.env["SMSGW_LISTEN_ADMIN"] = "0.0.0.0:" + std::to_string(server.port());
    server.script() = {Script::answer(200, R"({"reloaded":true,"problems":[]})")};
    EXPECT_EQ(reload({}), exit_done) << err.str();
    sources.env["SMSGW_LISTEN_ADMIN"] = "0.0.0.0:0";
    EXPECT_EQ(reload({}), exit_misuse);
    auto options = admin();
    options.key = "env:NOT_SET";
    EXPECT_EQ(reload(options), exit_misuse);
}

TEST_F(CtlOps, ChangesTheLogLevel) {
    server.script() = {Script::answer(204, ""),
                       Script::answer(422, R"({"status":422,"code":"field_type","title":"The wrong type"})")};
    EXPECT_EQ(log_level("debug"), exit_done) << err.str();
    EXPECT_EQ(server.seen().at(0).target, "/log-level");
    EXPECT_EQ(server.seen().at(0).body, R"({"level":"debug"})");
    EXPECT_EQ(log_level("loud"), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("field_type"));
}

}   // namespace
}   // namespace smsgw::app
