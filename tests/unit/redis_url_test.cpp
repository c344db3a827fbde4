// What is an address of Redis, what is not, and what of it may be logged.
#include <gtest/gtest.h>

#include "redis/connection.hpp"

namespace smsgw::redis {
namespace {

using Transport = RedisAddress::Transport;

TEST(RedisUrl, GivesHostPortAndDatabase) {
    const auto address = RedisAddress::parse("redis://cache.internal:6380/3").value();
    EXPECT_EQ(address.transport, Transport::tcp);
    EXPECT_EQ(address.host, "cache.internal");
    EXPECT_EQ(address.port, 6380);
    EXPECT_EQ(address.database, 3);
    EXPECT_TRUE(address.password.empty());
}

TEST(RedisUrl, HasDefaultsForPortAndDatabase) {
    for (const auto* text : {"redis://h", "redis://h/", "redis://h:6379/0"}) {
        const auto address = RedisAddress::parse(text).value();
        EXPECT_EQ(address.host, "h") << text;
        EXPECT_EQ(address.port, 6379) << text;
        EXPECT_EQ(address.database, 0) << text;
    }
}

TEST(RedisUrl, DecodesUserAndPassword) {
    const auto address = RedisAddress::parse("rediss://sms%40gw:p%3A%2F%25x@h").value();
    EXPECT_EQ(address.transport, Transport::tls);
    EXPECT_EQ(address.user, "sms@gw");
    EXPECT_EQ(address.password.reveal(), "p:/%x");
}

TEST(RedisUrl, TakesAPasswordWithoutUser) {
    const auto address = RedisAddress::parse("redis://:secret@h").value();
    EXPECT_EQ(address.user, "");
    EXPECT_EQ(address.password.reveal(), "secret");
}

TEST(RedisUrl, TakesIpv6Addresses) {
    const auto address = RedisAddress::parse("redis://[::1]:7000").value();
    EXPECT_EQ(address.host, "::1");
    EXPECT_EQ(address.text(), "redis://[::1]:7000/0");
}

TEST(RedisUrl, TakesASocketPath) {
    const auto address = RedisAddress::parse("unix:///run/my%20redis.sock?db=2").value();
    EXPECT_EQ(address.transport, Transport::unix_socket);
    EXPECT_EQ(address.socket_path, "/run/my redis.sock");
    EXPECT_EQ(address.database, 2);
}

TEST(RedisUrl, IsPrintedWithoutItsPassword) {
    EXPECT_EQ(RedisAddress::parse("rediss://gw:hush@h:1/2").value().text(), "rediss://gw@h:1/2");
    EXPECT_EQ(RedisAddress::parse("redis://:hush@h").value().text(), "redis://h:6379/0");
    EXPECT_EQ(RedisAddress::parse("unix:///s?db=1").value().text(), "unix:///s?db=1");
}

struct BadUrl {
    const char* why;
    std::string url;
};

class RedisUrlRefuses : public testing::TestWithParam<BadUrl> {};

TEST_P(RedisUrlRefuses, WhatIsNotAnAddress) {
    const auto parsed = RedisAddress::parse(GetParam().url);
    ASSERT_TRUE(parsed.has_error()) << GetParam().url;
    EXPECT_EQ(parsed.error(), Errc::config_invalid);
}

const BadUrl bad_urls[] = {
    {"Empty", ""},
    {"NoScheme", "localhost:6379"},
    {"AnotherScheme", "http://h"},
    {"NoHost", "redis:///0"},
    {"PortZero", "redis://h:0"},
    {"PortTooLarge", "redis://h:65536"},
    {"PortNotANumber", "redis://h:x"},
    {"PortWithTail", "redis://h:12x/1"},
    {"DatabaseNotANumber", "redis://h/one"},
    {"DatabaseNegative", "redis://h/-1"},
    {"DatabaseWithTail", "redis://h/1/2"},
    {"DatabaseTooLarge", "redis://h/99999999999"},
    {"UnknownOption", "redis://h?timeout=5"},
    {"Fragment", "redis://h#x"},
    {"BadEscape", "redis://u:%zz@h"},
    {"SocketWithoutPath", "unix://"},
    {"SocketWithHost", "unix://h/path"},
    {"SocketRelative", "unix:path"},
    {"SocketUnknownOption", "unix:///s?x=1"},
    {"SocketTooLong", "unix:///" + std::string(107, 'a')},
};

INSTANTIATE_TEST_SUITE_P(Table, RedisUrlRefuses, testing::ValuesIn(bad_urls),
                         [](const auto& row) { return std::string(row.param.why); });

}   // namespace
}   // namespace smsgw::redis
