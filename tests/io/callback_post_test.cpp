// Callbacks over real HTTP.
#include <gtest/gtest.h>

#include "app/callback_sender.hpp"
#include "base/system_clock.hpp"
#include "support/run_task.hpp"
#include "support/scripted_server.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

class CallbackPostTest : public testing::Test {
protected:
    CallbackPostTest() {
        config.timeout = 500ms;
        config.allow_loopback = true;
    }
    CallbackAnswer post(const std::string& url) {
        app::CallbackPost sender(io.get_executor(), clock, config, {app::callback_policy(config)});
        CallbackRequest request{.url = url, .headers = {{"webhook-id", "evt_m1_2"}}, .body = "{}"};
        auto answer = run_task(io, sender.post(std::move(request)));
        sender.close();
        drive(io);
        return answer;
    }

    asio::io_context io;
    SystemClock clock;
    callback::CallbackConfig config;
    ScriptedServer server{io};
};

TEST_F(CallbackPostTest, ArrivesAsItWasSigned) {
    EXPECT_EQ(post(server.url("/events")).status, 200);
    ASSERT_EQ(server.seen().size(), 1U);
    EXPECT_EQ(server.seen()[0].method, "POST");
    EXPECT_EQ(server.seen()[0].target, "/events");
    EXPECT_EQ(server.seen()[0].header("webhook-id"), "evt_m1_2");
    EXPECT_EQ(server.seen()[0].body, "{}");
}

TEST_F(CallbackPostTest, FollowsNoRedirect) {
    server.script() = {Script::answer(307, "", {{"Location", server.url("/elsewhere")}})};
    EXPECT_EQ(post(server.url("/events")).status, 307);
    EXPECT_EQ(server.seen().size(), 1U);
}

TEST_F(CallbackPostTest, SaysWhatWentWrong) {
    server.script() = {Script::hang(), Script::reset(), Script::answer(429, "", {{"Retry-After", "7"}})};
    EXPECT_EQ(post(server.url("/")).error, "timeout");
    EXPECT_EQ(post(server.url("/")).error, "connection_lost");
    const auto busy = post(server.url("/"));
    EXPECT_EQ(busy.status, 429);
    EXPECT_EQ(busy.retry_after, 7s);
}

TEST_F(CallbackPostTest, ReadsNoLongAnswer) {
    server.script() = {Script::answer(200, std::string(5000, 'x'))};
    EXPECT_EQ(post(server.url("/")).error, "response_too_large");
}

}   // namespace
}   // namespace smsgw::test
