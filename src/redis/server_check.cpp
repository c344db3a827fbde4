// The questions, and the table of what is wrong with which answer.
#include "redis/server_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace smsgw::redis {
namespace {

using std::chrono::seconds;

constexpr Millis offset_noticed = seconds{2};
constexpr Millis offset_refused = seconds{30};

template <class T>
std::optional<T> number_as(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end == text.data()) return std::nullopt;
    return value;
}

// "7.0.15" as three numbers; what follows the digits of a part is ignored.
std::array<int, 3> read_version(std::string_view text) {
    std::array<int, 3> parts{};
    for (auto& part : parts) {
        part = number_as<int>(text).value_or(0);
        const auto dot = text.find('.');
        if (dot == std::string_view::npos) break;
        text.remove_prefix(dot + 1);
    }
    return parts;
}

class Judge {
public:
    Judge(const ServerFacts& facts, Durability durability) : facts_(facts), durability_(durability) {}

    std::vector<Finding> findings() && {
        version();
        state();
        memory();
        append_only_file();
        clock();
        return std::move(findings_);
    }

private:
    void warn(std::string code, std::string sentence) {
        findings_.push_back({Severity::warn, std::move(code), std::move(sentence)});
    }
    void refuse(std::string code, std::string sentence) {
        findings_.push_back({Severity::refuse, std::move(code), std::move(sentence)});
    }

    void version() {
        if (!facts_.version) {
            const std::string sentence =
                "INFO cannot be read, so version, role, persistence and replicas are unchecked: allow the "
                "command to this user.";
            return durability_ == Durability::strict_replica ? refuse("info_denied", sentence)
                                                             : warn("info_denied", sentence);
        }
        const auto have = read_version(*facts_.version);
        if (have < std::array{7, 0, 0})
            refuse("version_too_old", "Redis " + *facts_.version + " has no functions: use 7.0.15 or newer.");
        else if (have < std::array{7, 0, 15})
            warn("version_insecure",
                 "Redis " + *facts_.version +
                     " lacks security fixes of its Lua interpreter: use 7.0.15 or newer, with "
                     "your distribution's patches.");
    }

    void state() {
        if (facts_.role && *facts_.role != "master")
            refuse("role_replica",
                   "This Redis is a replica and takes no writes: give the address of the primary.");
        if (facts_.loading == true) refuse("loading", "Redis is still loading its data: wait until it has.");
        if (durability_ == Durability::strict_replica && facts_.replicas == 0)
            refuse("no_replica",
                   "durability is strict+replica but no replica is connected: attach one, or set "
                   "redis.durability to strict.");
    }

    void memory() {
        if (facts_.maxmemory_policy && *facts_.maxmemory_policy != "noeviction")
            refuse("eviction",
                   "maxmemory-policy is " + *facts_.maxmemory_policy +
                       ", which drops accepted messages when memory is short: set it to noeviction.");
        if (facts_.memory_bytes_max == 0U)
            warn("memory_unlimited",
                 "maxmemory is not set, so a backlog ends with the system killing Redis: set it "
                 "to about 60 % of the memory.");
    }

    void append_only_file() {
        const bool relaxed = durability_ == Durability::relaxed;
        if (relaxed)
            warn("durability_relaxed",
                 "durability is relaxed: accepted messages can be lost when Redis or its "
                 "machine fails; set redis.durability to strict to prevent it.");
        if (facts_.aof_enabled == false) {
            const std::string sentence =
                "appendonly is off, so a restart of Redis loses accepted messages: set it to "
                "yes.";
            return relaxed ? warn("aof_off", sentence) : refuse("aof_off", sentence);
        }
        if (!facts_.appendfsync)
            return warn("config_denied", "CONFIG GET appendfsync is refused: make sure yourself that it is " +
                                             std::string(relaxed ? "everysec or always." : "always."));
        if (relaxed && *facts_.appendfsync == "no")
            warn("fsync_never",
                 "appendfsync is no, so the system decides when data reaches the disk: set it to "
                 "everysec.");
        if (!relaxed && *facts_.appendfsync != "always")
            refuse("fsync_late",
                   "appendfsync is " + *facts_.appendfsync +
                       ", so a 202 would not mean stored: set it to always, or set redis.durability to "
                       "relaxed.");
    }

    void clock() {
        if (!facts_.clock_offset)
            return warn("time_denied", "TIME is refused, so the clocks are not compared: allow the command.");
        const Millis offset = std::chrono::abs(*facts_.clock_offset);
        const std::string sentence = "The clocks of Redis and this machine are " +
                                     std::to_string(offset.count()) + " ms apart: let both follow NTP.";
        if (offset > offset_refused)
            refuse("clock_offset", sentence);
        else if (offset > offset_noticed)
            warn("clock_offset", sentence);
    }

    const ServerFacts& facts_;
    Durability durability_;
    std::vector<Finding> findings_;
};

// TIME answers seconds and microseconds as strings.
std::optional<Millis> read_time(const Reply& reply) {
    if (reply.kind != Reply::Kind::array || reply.items.size() != 2) return std::nullopt;
    const auto whole = number_as<std::int64_t>(reply.items[0].text);
    const auto micros = number_as<std::int64_t>(reply.items[1].text);
    if (!whole || !micros) return std::nullopt;
    return Millis(*whole * 1000 + *micros / 1000);
}

// The question was on its way and back meanwhile, so Redis' time is compared with the middle.
std::optional<Millis> offset_between(const Reply& reply, WallTime before, WallTime after) {
    const auto theirs = read_time(reply);
    if (!theirs) return std::nullopt;
    return *theirs - (before + (after - before) / 2).time_since_epoch();
}

}   // namespace

bool ServerReport::refused() const {
    for (const auto& finding : findings)
        if (finding.severity == Severity::refuse) return true;
    return false;
}

std::string ServerReport::reasons() const {
    std::string out;
    for (const auto& finding : findings) {
        if (finding.severity != Severity::refuse) continue;
        if (!out.empty()) out += ' ';
        out += finding.sentence;
    }
    return out;
}

void read_info(std::string_view info, ServerFacts& facts) {
    while (!info.empty()) {
        const auto end = std::min(info.find('\n'), info.size());
        auto line = info.substr(0, end);
        info.remove_prefix(std::min(end + 1, info.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto name = line.substr(0, colon);
        const auto value = line.substr(colon + 1);
        if (name == "redis_version") facts.version = value;
        if (name == "role") facts.role = value;
        if (name == "loading") facts.loading = value == "1";
        if (name == "aof_enabled") facts.aof_enabled = value == "1";
        if (name == "maxmemory") facts.memory_bytes_max = number_as<std::uint64_t>(value);
        if (name == "maxmemory_policy") facts.maxmemory_policy = value;
        if (name == "connected_slaves") facts.replicas = number_as<int>(value);
        if (name == "master_replid") facts.history = value;
        if (name == "run_id") facts.run = value;
    }
}

std::vector<Finding> judge_server(const ServerFacts& facts, Durability durability) {
    return Judge(facts, durability).findings();
}

Task<Result<ServerReport>> check_server(Connection& connection, Durability durability, Clock& clock) {
    ServerReport report;
    const auto info = co_await connection.call_early(Command("INFO"));
    if (info.has_error()) co_return info.error();
    if (!info->is_error()) read_info(info->text, report.facts);

    Command get_fsync("CONFIG");
    get_fsync << "GET"
              << "appendfsync";
    const auto fsync = co_await connection.call_early(std::move(get_fsync));
    if (fsync.has_error()) co_return fsync.error();
    if (fsync->kind == Reply::Kind::array && fsync->items.size() == 2)
        report.facts.appendfsync = fsync->items[1].text;

    const auto before = clock.wall_now();
    const auto time = co_await connection.call_early(Command("TIME"));
    if (time.has_error()) co_return time.error();
    report.facts.clock_offset = offset_between(*time, before, clock.wall_now());

    report.findings = judge_server(report.facts, durability);
    co_return report;
}

Task<Result<void>> check_primary(Connection& connection) {
    const auto role = co_await connection.call_early(Command("ROLE"));
    if (role.has_error()) co_return role.error();
    if (role->kind == Reply::Kind::array && !role->items.empty() && role->items[0].text != "master")
        co_return Errc::not_ready;
    co_return Result<void>();
}

}   // namespace smsgw::redis
