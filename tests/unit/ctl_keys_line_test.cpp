// The flags of smsgwctl keys and of smsgwctl redis-acl.
#include "app/ctl_keys_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time_text.hpp"
#include "support/ctl_line.hpp"

namespace smsgw::app {
namespace {

using test::options_of;
using test::parse_line;

TEST(CtlKeysLine, LimitsANewKeyInTimeAndPlace) {
    const auto options = options_of<KeysNewOptions>(
        {"keys", "new", "--account", "shop", "--expires", "2027-01-31", "--from", "10.0.0.0/8,192.0.2.7"});
    EXPECT_EQ(options.expires, from_rfc3339("2027-01-31T00:00:00Z"));
    ASSERT_EQ(options.from.size(), 2U);
    EXPECT_EQ(options.from[1].text(), "192.0.2.7");
    const auto plain = options_of<KeysNewOptions>({"keys", "new", "--account", "shop"});
    EXPECT_FALSE(plain.expires);
    EXPECT_TRUE(plain.from.empty());
}

TEST(CtlKeysLine, NamesAKeyByItsIdOrByWhereItIs) {
    using Action = KeysRevokeOptions::Action;
    const auto revoke =
        options_of<KeysRevokeOptions>({"keys", "revoke", "0123456789ab", "--redis", "unix:///r"});
    EXPECT_EQ(revoke.action, Action::revoke);
    EXPECT_EQ(revoke.id, "0123456789ab");
    EXPECT_EQ(revoke.redis.url, "unix:///r");
    const auto restore = options_of<KeysRevokeOptions>({"keys", "restore", "--key", "env:LEAKED", "--json"});
    EXPECT_EQ(restore.action, Action::restore);
    EXPECT_EQ(restore.key, "env:LEAKED");
    EXPECT_EQ(restore.output, Output::json);
}

TEST(CtlKeysLine, MakesARedisUserNamedLikeTheGateway) {
    const auto plain = options_of<RedisAclOptions>({"redis-acl"});
    EXPECT_EQ(plain.user, "smsgw");
    EXPECT_EQ(plain.config_get, RedisAclOptions::ConfigGet::allowed);
    const auto other = options_of<RedisAclOptions>(
        {"redis-acl", "--user", "gw", "--password", "env:P", "--without-config-get"});
    EXPECT_EQ(other.user, "gw");
    EXPECT_EQ(other.password, "env:P");
    EXPECT_EQ(other.config_get, RedisAclOptions::ConfigGet::denied);
}

TEST(CtlKeysLine, RefusesWhatItDoesNotKnow) {
    const std::vector<std::vector<const char*>> rows = {
        {"keys", "new", "--account", "shop", "--expires", "soon"},
        {"keys", "new", "--account", "shop", "--from", "10.0.0.1/8"},
        {"keys", "new", "--account", "shop", "--from", "office"},
        {"keys", "revoke"},
        {"keys", "revoke", "0123456789ab", "--key", "env:X"},
        {"keys", "revoke", "0123456789a"},
        {"keys", "revoke", "0123456789AB"},
        {"keys", "restore"},
        {"redis-acl", "--user", "a b"},
    };
    for (const auto& arguments : rows)
        EXPECT_EQ(parse_line(arguments).action, CtlLine::Action::misuse) << arguments.back();
}

}   // namespace
}   // namespace smsgw::app
