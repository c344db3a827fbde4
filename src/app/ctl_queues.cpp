#include "app/ctl_queues.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "base/time_text.hpp"
#include "redis/callback_store.hpp"
#include "redis/store_reader.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

struct Rate {
    const char* name;
    std::int64_t (*counted)(const StoreStats& stats);
};

template <MsgStatus status>
std::int64_t moves_to(const StoreStats& stats) {
    const auto found = stats.moves.find(status);
    return found == stats.moves.end() ? 0 : found->second;
}

// In the order of a message's life.
constexpr Rate rates[] = {
    {"accepted", [](const StoreStats& stats) { return stats.admitted; }},
    {"submitted", moves_to<MsgStatus::submitted>},
    {"unknown", moves_to<MsgStatus::unknown>},
    {"delivered", moves_to<MsgStatus::delivered>},
    {"undelivered", moves_to<MsgStatus::undelivered>},
    {"rejected", moves_to<MsgStatus::rejected>},
    {"failed", moves_to<MsgStatus::failed>},
    {"expired", moves_to<MsgStatus::expired>},
    {"dlr_timeout", moves_to<MsgStatus::dlr_timeout>},
    {"callbacks", [](const StoreStats& stats) { return stats.callbacks_told; }},
};

double seconds(Millis span) {
    return std::chrono::duration<double>(span).count();
}

std::int64_t live(const StoreStats& stats) {
    return stats.admitted - stats.ended;
}

// Both numbers are read one after the other.
std::int64_t ready(const LaneStats& lane) {
    return std::max<std::int64_t>(0, lane.messages - lane.lent);
}

std::string rates_text(const json& per_s) {
    std::string out = "per second:";
    for (const auto& rate : rates)
        if (per_s.contains(rate.name))
            out += fmt::format(" {} {:.1f}", rate.name, per_s[rate.name].get<double>());
    return out;
}

// One line, for logs.
std::string line_of(const StoreStats& stats, const json& per_s) {
    auto out = to_rfc3339(stats.at);
    for (const auto lane : StoreStats::lane_order)
        out +=
            fmt::format(" {}={}+{}", to_text(lane), ready(stats.lanes.at(lane)), stats.lanes.at(lane).lent);
    out += fmt::format(" live={} due={} overdue_s={:.1f} dead_letters={} parked={}", live(stats), stats.due,
                       seconds(stats.overdue), stats.dead_letters, stats.reports_parked);
    for (const auto& rate : rates)
        if (per_s.contains(rate.name))
            out += fmt::format(" {}_per_s={:.1f}", rate.name, per_s[rate.name].get<double>());
    return out;
}

using Outboxes = std::map<AccountId, redis::RedisCallbackStore::Outbox>;

json outboxes_json(const Outboxes& outboxes) {
    json out = json::object();
    for (const auto& [account, outbox] : outboxes)
        out[account.str()] = {{"waiting", outbox.waiting}, {"disabled", outbox.disabled_since.has_value()}};
    return out;
}

std::string outboxes_text(const Outboxes& outboxes) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [account, outbox] : outboxes)
        rows.push_back(
            {"callbacks of " + printable(account.str()),
             std::to_string(outbox.waiting) + " messages" + (outbox.disabled_since ? ", disabled" : "")});
    return table(rows);
}

class QueueDesk {
public:
    QueueDesk(redis::Connection& connection, int partitions, QueuesOptions options, CtlContext context)
        : options_(std::move(options)),
          context_(context),
          reader_(connection, redis::Keys(partitions)),
          callbacks_(connection, context.clock, redis::Keys(partitions)) {}

    Task<int> run() {
        const auto stats = co_await reader_.read({});
        if (stats.has_error()) co_return refuse(stats.error());
        const auto outboxes = co_await callbacks_.outboxes();
        if (outboxes.has_error()) co_return refuse(outboxes.error());
        auto answer = queues_json(*stats);
        answer["callbacks"] = outboxes_json(*outboxes);
        context_.out << (options_.output == Output::json ? answer.dump() + "\n"
                                                         : queues_text(*stats) + outboxes_text(*outboxes));
        co_return exit_done;
    }

private:
    int refuse(const boost::system::error_code& error) {
        context_.err << "smsgwctl: " << error_name(error) << "\n";
        return exit_failed;
    }

    QueuesOptions options_;
    CtlContext context_;
    redis::RedisStoreReader reader_;
    redis::RedisCallbackStore callbacks_;
};

class WatchDesk {
public:
    WatchDesk(redis::Connection& connection, int partitions, WatchOptions options, CtlContext context)
        : options_(std::move(options)), context_(context), reader_(connection, redis::Keys(partitions)) {}

    Task<int> run() {
        int code = exit_failed;
        for (int looks = 1;; ++looks) {
            const auto stats = co_await reader_.read({});
            code = stats.has_error() ? exit_failed : exit_done;
            if (stats.has_error())
                context_.err << "smsgwctl: Redis does not answer: " << error_name(stats.error()) << "\n";
            else
                show(*stats);
            if (looks == options_.count) co_return code;
            co_await context_.clock.sleep_until(context_.clock.mono_now() + options_.every);
        }
    }

private:
    void show(const StoreStats& stats) {
        const auto per_s = before_ ? rates_json(*before_, stats) : json::object();
        auto& out = context_.out;
        if (options_.output == Output::json) {
            auto answer = queues_json(stats);
            answer["per_s"] = per_s;
            out << answer.dump() << std::endl;
        } else if (context_.out_screen == Screen::terminal) {
            // To the upper left corner, and what was there erased.
            out << "\x1b[H\x1b[J" << to_rfc3339(stats.at) << "\n\n"
                << queues_text(stats) << "\n"
                << rates_text(per_s) << std::endl;
        } else {
            out << line_of(stats, per_s) << std::endl;
        }
        before_ = stats;
    }

    WatchOptions options_;
    CtlContext context_;
    redis::RedisStoreReader reader_;
    std::optional<StoreStats> before_;
};

}   // namespace

json queues_json(const StoreStats& stats) {
    json out{{"at", to_rfc3339(stats.at)},
             {"lanes", json::object()},
             {"live", live(stats)},
             {"due", stats.due},
             {"overdue_s", seconds(stats.overdue)},
             {"dead_letters", stats.dead_letters},
             {"parked", stats.reports_parked}};
    for (const auto& [lane, here] : stats.lanes)
        out["lanes"][std::string(to_text(lane))] = {
            {"ready", ready(here)}, {"lent", here.lent}, {"oldest_s", seconds(here.oldest)}};
    return out;
}

std::string queues_text(const StoreStats& stats) {
    std::vector<std::vector<std::string>> lanes = {{"lane", "ready", "lent", "oldest"}};
    for (const auto lane : StoreStats::lane_order) {
        const auto& here = stats.lanes.at(lane);
        lanes.push_back({std::string(to_text(lane)), std::to_string(ready(here)), std::to_string(here.lent),
                         fmt::format("{:.1f} s", seconds(here.oldest))});
    }
    const std::vector<std::vector<std::string>> rest = {
        {"live messages", std::to_string(live(stats))},
        {"due by time", std::to_string(stats.due)},
        {"overdue", fmt::format("{:.1f} s", seconds(stats.overdue))},
        {"dead letters", std::to_string(stats.dead_letters)},
        {"parked reports", std::to_string(stats.reports_parked)},
    };
    return table(lanes) + "\n" + table(rest);
}

json rates_json(const StoreStats& before, const StoreStats& after) {
    const auto span = std::chrono::duration<double>(after.at - before.at).count();
    json out = json::object();
    if (span <= 0) return out;
    for (const auto& rate : rates)
        out[rate.name] = static_cast<double>(rate.counted(after) - rate.counted(before)) / span;
    return out;
}

Task<int> show_queues(QueuesOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<QueueDesk, QueuesOptions>);
}

Task<int> watch_queues(WatchOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<WatchDesk, WatchOptions>);
}

}   // namespace smsgw::app
