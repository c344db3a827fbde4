// The user that smsgwctl redis-acl makes. That it may do all that the gateway does is shown by every other test that has a
// Redis: they are this user.
#include "redis/acl.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "app/ctl_redis_acl.hpp"
#include "base/crypto.hpp"
#include "support/config_fixture.hpp"
#include "support/redis_bench.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::test {
namespace {

using redis::Command;
using testing::HasSubstr;
using testing::StartsWith;

class RedisAcl : public RedisFixture {
protected:
    redis::Reply tell(const std::vector<std::string>& words) {
        Command command(words.front());
        for (std::size_t i = 1; i < words.size(); ++i) command << words[i];
        return ask(*connection_, std::move(command));
    }
    void SetUp() override {
        connection_ = &connect(server.address());
        ASSERT_TRUE(ready(*connection_));
    }

    RedisServer server;

private:
    redis::Connection* connection_ = nullptr;
};

TEST_F(RedisAcl, IsTheUserOfAllTests) {
    EXPECT_THAT(tell({"ACL", "WHOAMI"}).text, StartsWith("NOPERM"));
    EXPECT_EQ(server.command({"ACL", "LIST"}).items.size(), 2U);
    EXPECT_EQ(tell({"SET", "smsgw:x", "1"}).text, "OK");
    EXPECT_EQ(tell({"SET", "{00}x", "1"}).text, "OK");
}

TEST_F(RedisAcl, MayNotTouchOthersKeys) {
    for (const char* key : {"x", "session:1", "smsg", "[00}x"})
        EXPECT_THAT(tell({"GET", key}).text, StartsWith("NOPERM")) << key;
}

TEST_F(RedisAcl, MayNotHarmTheServer) {
    const std::vector<std::vector<std::string>> harmful = {
        {"FLUSHALL"},
        {"FLUSHDB"},
        {"KEYS", "*"},
        {"SHUTDOWN"},
        {"CONFIG", "SET", "dir", "/"},
        {"CONFIG", "REWRITE"},
        {"REPLICAOF", "NO", "ONE"},
        {"EVAL", "return 1", "0"},
        {"SCRIPT", "FLUSH"},
        {"FUNCTION", "FLUSH"},
        {"FUNCTION", "DELETE", "smsgw1"},
        {"MODULE", "LIST"},
        {"ACL", "SETUSER", "smsgw", "+@all"},
        {"CLIENT", "KILL", "TYPE", "normal"},
        {"MIGRATE", "127.0.0.1", "1", "{00}x", "0", "10"},
        {"RESTORE", "{00}x", "0", "x"},
        {"MONITOR"},
        {"SAVE"},
        {"PUBLISH", "c", "m"},
        {"XTRIM", "{00}x", "MAXLEN", "0"},
        {"SORT", "{00}x"},
    };
    for (const auto& words : harmful) EXPECT_THAT(tell(words).text, StartsWith("NOPERM")) << words.front();
}

TEST_F(RedisAcl, MayReadTheConfigurationOnlyWhenItIsAllowed) {
    EXPECT_EQ(tell({"CONFIG", "GET", "appendfsync"}).items.size(), 2U);
    EXPECT_THAT(redis::acl_rules(), testing::EndsWith(" +config|get"));
    EXPECT_THAT(redis::acl_rules(redis::AclConfigGet::denied), testing::Not(HasSubstr("config")));
}

struct Printed {
    int code = 0;
    std::string out;
    std::string err;
};

Printed print(const app::RedisAclOptions& options, const ConfigFixture& sources = {}) {
    std::ostringstream out, err;
    const int code = app::print_redis_acl(options, sources.input(), out, err);
    return {code, out.str(), err.str()};
}

// The line as people paste it, given to a server.
TEST(CtlRedisAcl, PrintsWhatRedisTakes) {
    const RedisServer server;
    const auto printed = print({.user = "gw"});
    ASSERT_EQ(printed.code, app::exit_done) << printed.err;
    const auto password = printed.out.substr(0, printed.out.find('\n'));
    std::istringstream line(printed.out.substr(printed.out.find("ACL SETUSER")));
    std::vector<std::string> words;
    for (std::string word; line >> word;) words.push_back(word);
    ASSERT_EQ(server.command(words).text, "OK");
    EXPECT_EQ(server.command({"AUTH", "gw", password}).text, "OK");
    EXPECT_THAT(printed.out, HasSubstr("\nuser gw on #" + hex(sha256(password)) + " ~{* ~smsgw:* "));
}

TEST(CtlRedisAcl, ShowsNoPasswordThatItWasGiven) {
    ConfigFixture sources;
    sources.env["P"] = "the password";
    const auto printed = print({.password = "env:P", .output = app::Output::json}, sources);
    EXPECT_THAT(printed.out, testing::Not(HasSubstr("the password")));
    const auto answer = nlohmann::json::parse(printed.out);
    EXPECT_EQ(answer["password"], nullptr);
    EXPECT_THAT(answer["rules"].get<std::string>(), StartsWith("on #" + hex(sha256("the password")) + " "));
    EXPECT_EQ(print({.password = "env:Q"}, sources).code, app::exit_misuse);
    EXPECT_EQ(print({.password = "the password"}).code, app::exit_misuse);
}

TEST(CtlRedisAcl, NeverMakesTheSamePasswordTwice) {
    EXPECT_NE(print({}).out, print({}).out);
}

}   // namespace
}   // namespace smsgw::test
