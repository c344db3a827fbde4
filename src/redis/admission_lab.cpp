#include "redis/admission_lab.hpp"

#include <bit>
#include <stdexcept>

#include "redis/calls.hpp"
#include "redis/library.hpp"
#include "redis/version.hpp"

namespace smsgw::redis {
namespace {

constexpr std::string_view time_key = "smsgw:lab:now_ms";
constexpr std::int64_t day_ms = 86'400'000;
constexpr int history_days = 30;
constexpr int mean_days_max = 7;   // of lua/02_admission.lua

// As struct.pack() of Redis' Lua has doubles, in the order of 02_admission.lua.
std::string packed(std::initializer_list<double> values) {
    std::string text;
    for (const double value : values) {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 0; shift < 64; shift += 8) text += static_cast<char>(bits >> shift & 255);
    }
    return text;
}

std::int64_t millis_of(WallTime time) {
    return time.time_since_epoch().count();
}

}   // namespace

std::string library_at_told_time() {
    constexpr std::string_view line =
        "return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)";
    std::string text(library_code());
    const auto at = text.find(line);
    if (at == std::string::npos || text.find(line, at + 1) != std::string::npos)
        throw std::logic_error("now_ms() of the library has changed: its time cannot be told");
    text.replace(at, line.size(), "return tonumber(redis.call('GET', '" + std::string(time_key) + "'))");
    return text;
}

Task<Result<void>> AdmissionLab::run(Command command) {
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return Result<void>();
}

Task<Result<void>> AdmissionLab::prepare() {
    const auto loaded = co_await ensure_library(connection_, library_, library_minor());
    if (loaded.has_error()) co_return loaded.error();
    // Nothing of it is worth a disk's time.
    Command unwritten("CONFIG");
    unwritten << "SET"
              << "appendonly"
              << "no";
    const auto set = co_await run(std::move(unwritten));
    if (set.has_error()) co_return set.error();
    co_return co_await run(Command("FLUSHDB"));
}

Task<Result<void>> AdmissionLab::set_time(WallTime now) {
    Command command("SET");
    command << time_key << millis_of(now);
    co_return co_await run(std::move(command));
}

Task<Result<void>> AdmissionLab::write_history(AccountId account, CountryHistory history, WallTime now) {
    const double messages = history.messages_a_day;
    const auto first = static_cast<double>(millis_of(now) - history_days * day_ms);
    const auto yesterday = static_cast<double>(millis_of(now) / day_ms - 1);
    const auto prefix = Keys::admission_prefix(account);
    Command command("MSET");
    // since, day, today, mean, days, tat, money day, micros, share of neighbours, of so many
    command << prefix + "c:" + history.country
            << packed({first, yesterday, messages, messages, mean_days_max, 0, 0, 0, 0, 0});
    // until, drift, llr, blocks, fast, slow, seen
    command << prefix + "k:" + history.country
            << packed({0, 0, 0, 0, history.conversion, history.conversion, messages * history_days});
    co_return co_await run(std::move(command));
}

}   // namespace smsgw::redis
