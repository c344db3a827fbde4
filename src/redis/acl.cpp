// The table. What is not in it fails in our tests, whose Redis knows this user only.
#include "redis/acl.hpp"

#include <string_view>

namespace smsgw::redis {
namespace {

constexpr std::string_view keys = "~{* ~smsgw:*";   // as keys.hpp spells them

constexpr std::string_view commands[] = {
    // what the server is, and what becomes of it
    "info", "time", "role", "wait", "select", "client|setname", "bgrewriteaof",
    // our functions
    "fcall", "function|list", "function|load",
    // several questions at one moment
    "multi", "exec",
    // what they and the gateway read
    "exists", "get", "mget", "pttl", "scan", "hexists", "hget", "hgetall", "hkeys", "hmget", "hscan", "llen",
    "lrange", "xinfo|groups", "xinfo|stream", "xlen", "xpending", "xrange", "xread", "zcard", "zrange",
    "zrangebyscore", "zrevrange", "zscan", "zscore",
    // and write
    "del", "pexpire", "set", "hdel", "hincrby", "hset", "hsetnx", "rpush", "xack", "xadd", "xclaim", "xdel",
    "xgroup|create", "xreadgroup", "zadd", "zrem", "zremrangebyrank", "zremrangebyscore"};

}   // namespace

std::string acl_rules(AclConfigGet config_get) {
    std::string out(keys);
    out += " resetchannels -@all";
    for (const auto command : commands) out += " +" + std::string(command);
    if (config_get == AclConfigGet::allowed) out += " +config|get";
    return out;
}

}   // namespace smsgw::redis
