// Where callbacks do not lead: whatever a URL, a resolver or an answer says, nothing within is connected to. 127.0.0.2 stands
// for the internet here, and 127.0.0.1 for all that is within.
#include <gtest/gtest.h>

#include "app/callback_sender.hpp"
#include "base/system_clock.hpp"
#include "support/run_task.hpp"
#include "support/scripted_resolver.hpp"
#include "support/scripted_server.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

const auto internet = asio::ip::make_address("127.0.0.2");

// Whatever leads to this machine or into a private network, by any notation that a resolver reads.
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

constexpr const char* tricked_hosts[] = {"user@127.0.0.1",           "user:pass@localhost",
                                         "example.com@127.0.0.1",    "127.0.0.1%2f@example.com",
                                         "127.0.0.1%00.example.com", "[fe80::1%25lo]"};

// Names, with what they resolve to each time that they are posted to; the last time, nothing is connected to.
const std::map<std::string, std::deque<std::vector<std::string>>> inner_names = {
    {"localtest.example", {{"127.0.0.1"}}},
    {"127-0-0-1.nip.example", {{"127.0.0.1"}}},
    {"alias-of-metadata.example", {{"169.254.169.254"}}},
    {"alias-of-zero.example", {{"0.0.0.0"}}},
    {"alias-of-shop.example", {{"10.0.0.5"}}},
    {"six.example", {{"::1"}}},
    {"mapped.example", {{"::ffff:127.0.0.1"}}},
    {"translated.example", {{"64:ff9b::7f00:1"}}},
    {"last-of-many.example", {{"127.0.0.2", "127.0.0.2", "127.0.0.1"}}},
    {"first-of-many.example", {{"127.0.0.1", "127.0.0.2"}}},
    {"six-of-many.example", {{"127.0.0.2", "::1"}}},
    {"flips.example", {{"127.0.0.2"}, {"127.0.0.1"}}},
    {"flips-to-many.example", {{"127.0.0.2"}, {"127.0.0.2", "127.0.0.1"}}},
    {"flips-late.example", {{"127.0.0.2"}, {"127.0.0.2"}, {"127.0.0.2"}, {"127.0.0.1"}}},
};
// clang-format on

class CallbackReach : public testing::Test {
protected:
    CallbackReach() {
        config.timeout = 500ms;
        outside.otherwise() = Script::answer(200, "{}", {{"Connection", "close"}});
    }

    // The daemon's own policy, but for the one address.
    http::ClientReach reach(http::Resolver resolve) {
        http::ClientReach made;
        made.allowed = [policy = app::callback_policy(config)](const asio::ip::address& address) {
            return address == internet || policy(address);
        };
        made.resolve = std::move(resolve);
        return made;
    }
    // So many times in a row, by one sender: the last answer.
    CallbackAnswer post(const std::string& host, http::Resolver resolve, std::size_t times = 1) {
        app::CallbackPost sender(io.get_executor(), clock, config, reach(std::move(resolve)));
        CallbackAnswer answer;
        for (std::size_t i = 0; i < times; ++i) {
            CallbackRequest request{.url = "http://" + host + ":" + std::to_string(inner.port()) + "/"};
            answer = run_task(io, sender.post(std::move(request)));
            if (i + 1 < times) {
                EXPECT_EQ(answer.status, 200) << host;
            }
        }
        sender.close();
        drive(io);
        return answer;
    }
    void expect_refused(const std::string& host, const CallbackAnswer& answer) {
        ++urls;
        EXPECT_EQ(answer.status, 0) << host;
        EXPECT_TRUE(answer.error == "address_refused" || answer.error == "dns_failed" ||
                    answer.error == "url_invalid")
            << host << ": " << answer.error;
    }

    asio::io_context io;
    SystemClock clock;
    callback::CallbackConfig config;
    ScriptedServer inner{io};
    ScriptedServer outside{io, {internet, inner.port()}};
    int urls = 0;
};

TEST_F(CallbackReach, EndsBeforeEveryAddressThatIsNotGlobal) {
    for (const auto* host : inner_hosts) expect_refused(host, post(host, http::resolve_by_system));
    for (const auto* host : tricked_hosts) expect_refused(host, post(host, http::resolve_by_system));
    EXPECT_EQ(outside.connections(), 0);
    int passed = 0;
    for (const auto& [host, answers] : inner_names) {
        ScriptedResolver names{.names = inner_names, .asked = {}};
        expect_refused(host, post(host, names.resolver(), answers.size()));
        EXPECT_EQ(names.asked.size(), answers.size()) << host;
        passed += static_cast<int>(answers.size()) - 1;
    }
    EXPECT_EQ(outside.connections(), passed);
    // and a redirect is an answer like any other
    outside.script() = {Script::answer(307, "", {{"Location", inner.url("/")}})};
    EXPECT_EQ(post("127.0.0.2", http::resolve_by_system).status, 307);
    ++urls;
    EXPECT_GE(urls, 80);
    EXPECT_EQ(inner.connections(), 0);
    // and it was the policy that kept them off
    config.allow_loopback = true;
    EXPECT_EQ(post("127.0.0.1", http::resolve_by_system).status, 200);
    EXPECT_EQ(inner.connections(), 1);
}

TEST(CallbackPolicy, OpensTheNetworksThatItIsGivenAndNothingElse) {
    callback::CallbackConfig config;
    const auto may = [&](const char* text) {
        return app::callback_policy(config)(asio::ip::make_address(text));
    };
    EXPECT_TRUE(may("8.8.8.8"));
    EXPECT_FALSE(may("10.20.1.1"));
    config.allow_networks = {"10.20.0.0/16", "fd12:3456:789a::/48"};
    for (const auto* text : {"8.8.8.8", "10.20.0.0", "10.20.255.255", "fd12:3456:789a:1::7"})
        EXPECT_TRUE(may(text)) << text;
    for (const auto* text :
         {"10.19.255.255", "10.21.0.0", "192.168.0.1", "127.0.0.1", "::1", "169.254.169.254",
          "fd12:3456:789b::1", "::ffff:10.20.1.1", "::10.20.1.1", "64:ff9b::a14:101"})
        EXPECT_FALSE(may(text)) << text;
    config.allow_loopback = true;
    EXPECT_TRUE(may("127.0.0.1"));
    EXPECT_FALSE(may("10.21.0.0"));
}

TEST(CallbackPolicy, IsNotMadeOfANetworkThatIsNeverOpened) {
    callback::CallbackConfig config;
    config.allow_networks = {"127.0.0.0/8"};
    EXPECT_THROW(app::callback_policy(config), boost::system::system_error);
}

}   // namespace
}   // namespace smsgw::test
