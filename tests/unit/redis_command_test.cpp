// The wire form of commands.
#include "redis/command.hpp"

#include <gtest/gtest.h>

namespace smsgw::redis {
namespace {

std::string encoded(const Command& command) {
    std::string wire;
    command.append_to(wire);
    return wire;
}

TEST(RedisCommand, IsAnArrayOfBulkStrings) {
    Command command("SET");
    command << "key" << std::string("value");
    EXPECT_EQ(encoded(command), "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n");
}

TEST(RedisCommand, CarriesBytesThatLookLikeProtocol) {
    Command command("SET");
    command << "k" << std::string_view("a\r\n$1\0", 6);
    EXPECT_EQ(encoded(command), std::string("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$6\r\na\r\n$1\0\r\n", 32));
}

TEST(RedisCommand, SpellsNumbersInDecimal) {
    Command command("X");
    command << 0 << -42 << 9'223'372'036'854'775'807LL << std::size_t{7};
    EXPECT_EQ(encoded(command),
              "*5\r\n$1\r\nX\r\n$1\r\n0\r\n$3\r\n-42\r\n$19\r\n9223372036854775807\r\n$1\r\n7\r\n");
}

TEST(RedisCommand, KeepsEmptyArguments) {
    Command command("X");
    command << "";
    EXPECT_EQ(encoded(command), "*2\r\n$1\r\nX\r\n$0\r\n\r\n");
}

TEST(RedisCommand, CountsTheKeysOfAFunctionCall) {
    auto command = fcall("admit", {"{00}m:1", "{00}q"});
    command << 5;
    EXPECT_EQ(
        encoded(command),
        "*6\r\n$5\r\nFCALL\r\n$12\r\nsmsgw1_admit\r\n$1\r\n2\r\n$7\r\n{00}m:1\r\n$5\r\n{00}q\r\n$1\r\n5\r\n");
}

TEST(RedisCommand, IsAppendedBehindWhatIsThere) {
    std::string wire = "*1\r\n$4\r\nPING\r\n";
    Command("PING").append_to(wire);
    EXPECT_EQ(wire, "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n");
}

}   // namespace
}   // namespace smsgw::redis
