// Callbacks over real HTTP, and addresses that they do not reach.
#include <gtest/gtest.h>

#include "app/callback_sender.hpp"
#include "base/callback_url.hpp"
#include "base/system_clock.hpp"
#include "support/run_task.hpp"
#include "support/scripted_server.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

// clang-format off
constexpr const char* inner_hosts[] = {
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001",
    "0177.0.0.1", "0177.1", "127.255.255.254", "0", "0.0.0.0", "0x0", "00", "localhost", "LOCALHOST",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:7f00:1]", "[::127.0.0.1]",
    "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2002:7f00:1::1]", "[2001:0:7f00:1::]", "[2001:0:0:0:0:0:80ff:fffe]", "[2001:db8::1]", "[3fff::1]",
    "[5f00::1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]",
    "[2001:10::1]", "[2001:20::1]", "[2001:2::1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
    "[2002:a9fe:a9fe::]", "[64:ff9b::169.254.169.254]", "[2a00:1450::5efe:127.0.0.1]", "10.0.0.1", "10.1",
    "167772161", "0xa000001", "012.0.0.1", "100.64.0.1", "169.254.169.254", "2852039166", "0xA9FEA9FE",
    "0251.0376.0251.0376", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "192.168.1", "3232235521", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "4294967295",
    "0xffffffff"};
// clang-format on

class CallbackPostTest : public testing::Test {
protected:
    CallbackPostTest() {
        config.timeout = 500ms;
        config.allow_loopback = true;
    }
    CallbackAnswer post(const std::string& url) {
        app::CallbackPost sender(io.get_executor(), clock, config);
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

// Whatever leads to this machine or into a private network, by any notation that a resolver reads: no connection is made.
TEST_F(CallbackPostTest, ReachesNoAddressThatIsNotGlobal) {
    config.allow_loopback = false;
    const auto port = ":" + std::to_string(server.port()) + "/";
    for (const auto* host : inner_hosts) {
        const auto answer = post("http://" + std::string(host) + port);
        EXPECT_EQ(answer.status, 0) << host;
        EXPECT_TRUE(answer.error == "address_refused" || answer.error == "dns_failed" ||
                    answer.error == "url_invalid")
            << host << ": " << answer.error;
    }
    for (const auto* url :
         {"http://user@127.0.0.1", "http://user:pass@localhost", "http://example.com@127.0.0.1",
          "http://127.0.0.1%2f@example.com", "http://127.0.0.1%00.example.com", "http://[fe80::1%25lo]"})
        EXPECT_EQ(post(url + port).error, "url_invalid") << url;
    EXPECT_EQ(server.connections(), 0);
    // and it was the guard that kept them off
    config.allow_loopback = true;
    EXPECT_EQ(post(server.url("/")).status, 200);
    EXPECT_EQ(server.connections(), 1);
}

}   // namespace
}   // namespace smsgw::test
