// The lines of redis.conf on which promises rest, and where the socket goes.
#include "redis/embedded_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smsgw::redis {
namespace {

using testing::HasSubstr;
using testing::Not;

EmbeddedConfig a_config() {
    EmbeddedConfig config;
    config.data_dir = "/var/lib/smsgw/redis";
    config.socket = "/var/lib/smsgw/redis/redis.sock";
    return config;
}

TEST(RedisEmbeddedConfig, ListensOnTheSocketOnly) {
    const auto text = embedded_config(a_config());
    EXPECT_THAT(text, HasSubstr("\nport 0\n"));
    EXPECT_THAT(text, HasSubstr("\nunixsocket \"/var/lib/smsgw/redis/redis.sock\"\nunixsocketperm 700\n"));
}

TEST(RedisEmbeddedConfig, StoresBeforeItAnswersUnlessRelaxed) {
    auto config = a_config();
    EXPECT_THAT(embedded_config(config), HasSubstr("\nappendonly yes\nappendfsync always\n"));
    config.durability = Durability::strict_replica;
    EXPECT_THAT(embedded_config(config), HasSubstr("\nappendfsync always\n"));
    config.durability = Durability::relaxed;
    EXPECT_THAT(embedded_config(config), HasSubstr("\nappendonly yes\nappendfsync everysec\n"));
    EXPECT_THAT(embedded_config(config), Not(HasSubstr("always")));
}

TEST(RedisEmbeddedConfig, NeverEvicts) {
    auto config = a_config();
    config.memory_bytes_max = 123456;
    const auto text = embedded_config(config);
    EXPECT_THAT(text, HasSubstr("\nmaxmemory 123456\n"));
    EXPECT_THAT(text, HasSubstr("\nmaxmemory-policy noeviction\n"));
}

TEST(RedisEmbeddedConfig, LogsNoCommandWhenItCrashes) {
    EXPECT_THAT(embedded_config(a_config()), HasSubstr("\ncrash-log-enabled no\n"));
}

TEST(RedisEmbeddedConfig, KeepsMessagesCompact) {
    const auto text = embedded_config(a_config());
    EXPECT_THAT(text, HasSubstr("\nhash-max-listpack-value 2048\n"));
    EXPECT_THAT(text, HasSubstr("\nhash-max-listpack-entries 64\n"));
    EXPECT_THAT(text, HasSubstr("\nstream-node-max-entries 100\n"));
    EXPECT_THAT(text, HasSubstr("\nbusy-reply-threshold 500\n"));
}

TEST(RedisEmbeddedConfig, LetsNoPathAddALine) {
    auto config = a_config();
    config.data_dir = "/tmp/a \"b\"\\\nport 6379";
    EXPECT_THAT(embedded_config(config), HasSubstr("\ndir \"/tmp/a \\\"b\\\"\\\\\\x0aport 6379\"\n"));
}

TEST(RedisEmbeddedSocket, LiesInTheDataFolderWhenItFits) {
    EXPECT_EQ(embedded_socket("/var/lib/smsgw", "/run/user/1"), "/var/lib/smsgw/redis.sock");
    const std::string longest = "/" + std::string(107 - 1 - sizeof("/redis.sock") + 1, 'd');
    EXPECT_EQ(embedded_socket(longest, "").string(), longest + "/redis.sock");
}

TEST(RedisEmbeddedSocket, MovesToTheRuntimeFolderElse) {
    const std::string folder = "/" + std::string(97, 'd');
    const auto socket = embedded_socket(folder, "/run/user/1").string();
    EXPECT_THAT(socket, testing::MatchesRegex("/run/user/1/smsgw-[0-9a-f]{16}/redis.sock"));
    EXPECT_EQ(socket, embedded_socket(folder, "/run/user/1"));
    EXPECT_NE(socket, embedded_socket(folder + "e", "/run/user/1"));
}

TEST(RedisEmbeddedSocket, FallsBackToTmp) {
    const std::string folder = "/" + std::string(97, 'd');
    EXPECT_THAT(embedded_socket(folder, "").string(), testing::StartsWith("/tmp/smsgw-"));
    EXPECT_THAT(embedded_socket(folder, folder).string(), testing::StartsWith("/tmp/smsgw-"));
    EXPECT_LE(embedded_socket(folder, folder).native().size(), 107U);
}

}   // namespace
}   // namespace smsgw::redis
