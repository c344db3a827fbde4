// Whose address counts behind proxies: what clients say of themselves must not.
#include "api/client_address.hpp"

#include <gtest/gtest.h>

namespace smsgw::api {
namespace {

struct Hops {
    std::string peer;
    std::vector<std::string> forwarded;
};

std::string client_of(const Hops& hops,
                      const std::vector<std::string>& proxies = {"10.0.0.0/8", "2001:db8::5"}) {
    http::Request request;
    request.peer = hops.peer;
    for (const auto& value : hops.forwarded) request.headers.emplace_back("x-forwarded-for", value);
    std::vector<IpRange> ranges;
    for (const auto& proxy : proxies) ranges.push_back(*IpRange::parse(proxy));
    const auto address = client_address(request, ranges);
    return address ? address->to_string() : "none";
}

TEST(ClientAddress, IsThePeersOwnUnlessThatIsAProxy) {
    EXPECT_EQ(client_of({"192.0.2.1", {}}), "192.0.2.1");
    EXPECT_EQ(client_of({"192.0.2.1", {"198.51.100.7"}}), "192.0.2.1") << "anybody can write that header";
    EXPECT_EQ(client_of({"10.0.0.5", {"198.51.100.7"}}, {}), "10.0.0.5") << "no proxy is trusted";
    EXPECT_EQ(client_of({"::ffff:192.0.2.1", {}}), "192.0.2.1");
    EXPECT_EQ(client_of({"a socket", {"198.51.100.7"}}), "none");
}

TEST(ClientAddress, IsTheLastOneThatIsNoProxy) {
    EXPECT_EQ(client_of({"10.0.0.5", {"198.51.100.7"}}), "198.51.100.7");
    EXPECT_EQ(client_of({"::ffff:10.0.0.5", {"198.51.100.7"}}), "198.51.100.7");
    EXPECT_EQ(client_of({"10.0.0.5", {"203.0.113.9, 198.51.100.7"}}), "198.51.100.7")
        << "the first is the client's word";
    EXPECT_EQ(client_of({"10.0.0.5", {"203.0.113.9,198.51.100.7 , 10.1.1.1,2001:db8::5"}}), "198.51.100.7");
    EXPECT_EQ(client_of({"10.0.0.5", {"203.0.113.9", "198.51.100.7", "10.1.1.1"}}), "198.51.100.7");
}

TEST(ClientAddress, IsTheProxyThatDidNotSayIt) {
    EXPECT_EQ(client_of({"10.0.0.5", {}}), "10.0.0.5");
    EXPECT_EQ(client_of({"10.0.0.5", {""}}), "10.0.0.5");
    EXPECT_EQ(client_of({"10.0.0.5", {"203.0.113.9, unknown"}}), "10.0.0.5");
    EXPECT_EQ(client_of({"10.0.0.5", {"203.0.113.9, unknown, 10.1.1.1"}}), "10.1.1.1");
    EXPECT_EQ(client_of({"10.0.0.5", {"10.1.1.1"}}), "10.1.1.1");
}

}   // namespace
}   // namespace smsgw::api
