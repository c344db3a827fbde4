// Names that a test resolves: what the client makes of each answer. Two addresses of loopback, one of which is allowed.
#include "support/client_fixture.hpp"
#include "support/scripted_resolver.hpp"

#include <boost/asio/co_spawn.hpp>

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using http::Sent;

constexpr const char* allowed = "127.0.0.2";
constexpr const char* refused = "127.0.0.1";

class HttpClientResolverTest : public HttpClientTest {
protected:
    HttpClientResolverTest() : elsewhere(io, {asio::ip::make_address(allowed), server.port()}) {}
    void TearDown() override {
        named.close();
        HttpClientTest::TearDown();
    }

    http::ClientResult get(const std::string& host) {
        http::ClientRequest request{
            "GET", "http://" + host + ":" + std::to_string(server.port()) + "/", {}, ""};
        return run_task(io, named.send(std::move(request)));
    }
    http::ClientReach reach() {
        http::ClientReach made;
        made.allowed = [this](const asio::ip::address& address) {
            judged.push_back(address.to_string());
            return judged.back() != refused;
        };
        made.resolve = names.resolver();
        return made;
    }

    ScriptedServer elsewhere;   // at the allowed address, on the same port
    ScriptedResolver names;
    std::vector<std::string> judged;
    http::Client named{io.get_executor(), clock, {}, reach()};
};

TEST_F(HttpClientResolverTest, ConnectsToTheAddressThatWasJudgedAndAsksNoSecondTime) {
    names.names["shop.test"] = {{allowed}, {refused}};
    EXPECT_EQ(answer_in(get("shop.test")).status, 200);
    EXPECT_EQ(names.asked, std::vector<std::string>{"shop.test"});
    EXPECT_EQ(elsewhere.connections(), 1);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientResolverTest, JudgesEveryAddressOfEveryResolution) {
    elsewhere.otherwise() = Script::answer(200, "{}", {{"Connection", "close"}});
    names.names["shop.test"] = {{allowed, "127.0.0.3"}, {allowed, refused}, {refused}};
    EXPECT_EQ(answer_in(get("shop.test")).status, 200);
    expect_failure(get("shop.test"), Sent::nothing_acted_on, Errc::address_refused);
    expect_failure(get("shop.test"), Sent::nothing_acted_on, Errc::address_refused);
    EXPECT_EQ(judged, (std::vector<std::string>{allowed, "127.0.0.3", allowed, refused, refused}));
    EXPECT_EQ(elsewhere.connections(), 1);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientResolverTest, TriesTheAddressesInTheirOrder) {
    names.names["shop.test"] = {{"127.0.0.3", allowed}};   // nobody listens at the first
    EXPECT_EQ(answer_in(get("shop.test")).status, 200);
}

TEST_F(HttpClientResolverTest, DoesNotResolveAnAddress) {
    EXPECT_EQ(answer_in(get(allowed)).status, 200);
    EXPECT_TRUE(names.asked.empty());
    EXPECT_EQ(judged, std::vector<std::string>{allowed});
}

TEST_F(HttpClientResolverTest, UsesAConnectionAgainUnderItsOwnNameOnly) {
    names.names["shop.test"] = {{allowed}};
    names.names["other.test"] = {{allowed}};
    get("shop.test");
    get("shop.test");
    EXPECT_EQ(elsewhere.connections(), 1);
    get("other.test");
    EXPECT_EQ(elsewhere.connections(), 2);
    EXPECT_EQ(names.asked, (std::vector<std::string>{"shop.test", "other.test"}));
}

TEST_F(HttpClientResolverTest, NeverLendsAConnectionToANameThatLeadsElsewhere) {
    names.names["shop.test"] = {{allowed}, {refused}};
    names.names["other.test"] = {{refused}};
    get("shop.test");
    expect_failure(get("other.test"), Sent::nothing_acted_on, Errc::address_refused);
    // and the name whose connection is gone is judged anew
    elsewhere.close_connections();
    expect_failure(get("shop.test"), Sent::nothing_acted_on, Errc::address_refused);
    EXPECT_EQ(elsewhere.connections(), 1);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientResolverTest, FailsWithoutAnAnswer) {
    expect_failure(get("unknown.test"), Sent::nothing_acted_on, Errc::dns_failed);
    names.names["broken.test"] = {{"no address"}};   // throws
    expect_failure(get("broken.test"), Sent::nothing_acted_on, Errc::dns_failed);
}

Task<Result<http::Addresses>> answer_late(Clock* clock) {
    co_await clock->sleep_until(clock->mono_now() + 10s);
    co_return http::Addresses{asio::ip::make_address(refused)};
}

TEST_F(HttpClientTest, WaitsForAResolverNoLongerThanForAConnection) {
    http::ClientReach reach{.allowed = loopback_only};
    reach.resolve = [this](std::string) { return answer_late(&clock); };
    http::Client slow(io.get_executor(), clock, {}, std::move(reach));
    std::optional<http::ClientResult> result;
    auto request = a_request();
    request.url = "http://shop.test/";
    asio::co_spawn(io, slow.send(std::move(request)),
                   [&](std::exception_ptr, http::ClientResult answer) { result.emplace(std::move(answer)); });
    pass(2900ms);
    EXPECT_FALSE(result);
    pass(200ms);
    ASSERT_TRUE(result);
    expect_failure(*result, Sent::nothing_acted_on, Errc::connect_timeout);
    pass(7s);   // what it says now, nobody hears
    EXPECT_EQ(server.connections(), 0);
}

}   // namespace
}   // namespace smsgw::test
