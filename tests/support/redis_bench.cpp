#include "support/redis_bench.hpp"

#include <stdexcept>

#include "base/log.hpp"
#include "redis/version.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {
namespace {

constexpr const char* offset_key = "smsgw:test:offset_ms";

}   // namespace

std::string library_with_movable_time() {
    constexpr std::string_view line =
        "return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)";
    std::string text(redis::library_code());
    const auto at = text.find(line);
    if (at == std::string::npos || text.find(line, at + 1) != std::string::npos)
        throw std::runtime_error("now_ms() of the library has changed: its time cannot be moved");
    text.insert(at + line.size(), std::string(" + tonumber(redis.call('GET', '") + offset_key + "') or 0)");
    return text;
}

redis::StoreConfig quick_config() {
    redis::StoreConfig config;
    config.lease = Millis{0};
    return config;
}

RedisBench::RedisBench(int partitions, redis::StoreConfig config)
    : library_(library_with_movable_time()),
      keys_(partitions),
      group_(io.get_executor()),
      installation_(clock, keys_, redis::Durability::relaxed, library_, redis::library_minor(), refs_),
      connection_(io.get_executor(), clock, server.address(), {}, "test",
                  [this](redis::Connection& connection) { return installation_.join(connection); }),
      doorbell_(io.get_executor(), clock, server.address(), {}, "bell"),
      messages_(connection_, clock, keys_, config),
      reports_(connection_, clock, keys_, config),
      queue_(connection_, doorbell_, clock, reports_, keys_, config, "a"),
      other_queue_(connection_, doorbell_, clock, reports_, keys_, config, "b"),
      throttle_(connection_) {
    group_.spawn("redis", connection_.run());
    group_.spawn("doorbell", doorbell_.run());
    if (!wait_until(io, [this] { return connection_.connected() && doorbell_.connected(); }))
        throw std::runtime_error("Redis is not ready: " + error_name(connection_.last_error()));
}

RedisBench::~RedisBench() {
    connection_.stop();
    doorbell_.stop();
    wait_until(io, [this] { return group_.size() == 0; });
}

void RedisBench::advance(Millis span) {
    offset_ += span;
    ask({"SET", offset_key, std::to_string(offset_.count())});
}

bool RedisBench::has_text(const MsgId& msgid) const {
    return ask({"HEXISTS", redis::Keys::message(msgid), "t"}).integer == 1;
}

std::int64_t RedisBench::ttl_ms(const MsgId& msgid) const {
    return ask({"PTTL", redis::Keys::message(msgid)}).integer;
}

int RedisBench::streams_with(const MsgId& msgid) const {
    int entries = 0;
    for (const Lane lane : {Lane::otp, Lane::normal, Lane::bulk})
        for (const auto& entry :
             ask({"XRANGE", redis::Keys::ready(partition_of(msgid), lane), "-", "+"}).items)
            if (entry.items.at(1).items.at(1).text == msgid.str()) ++entries;
    return entries;
}

int RedisBench::due_with(const MsgId& msgid) const {
    const auto score = ask({"ZSCORE", redis::Keys::due(partition_of(msgid)), msgid.str()});
    return score.kind == redis::Reply::Kind::nil ? 0 : 1;
}

}   // namespace smsgw::test
