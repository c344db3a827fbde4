#include "base/log.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "base/log_limit.hpp"
#include "base/log_memory.hpp"
#include "base/metrics.hpp"
#include "base/time_text.hpp"

namespace smsgw::log {
namespace {

std::shared_ptr<spdlog::logger> make_logger() {
    auto logger =
        std::make_shared<spdlog::logger>("smsgw", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    return logger;
}

std::shared_ptr<spdlog::logger>& logger() {
    static auto instance = make_logger();
    return instance;
}

std::atomic<Level> threshold{Level::info};
std::atomic<bool> as_json{isatty(STDERR_FILENO) == 0};
std::string* captured = nullptr;
std::mutex capture_mutex;
Limiter limiter{0};
std::mutex limiter_mutex;

bool is_suppressed(Level level, std::string_view event) {
    if (level < Level::warn) return false;   // one line per message and station is a record, not a repeat
    using std::chrono::steady_clock;
    const auto now = std::chrono::floor<std::chrono::seconds>(steady_clock::now().time_since_epoch());
    const std::lock_guard lock(limiter_mutex);
    return limiter.judge(event, now.count()) == Limiter::Verdict::suppress;
}

constexpr std::string_view level_names[] = {"trace", "debug", "info", "warn", "error", "off"};

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        } else {
            out += c;
        }
    }
}

// What logfmt may print bare; the rest is quoted.
bool is_bare(std::string_view text) {
    return !text.empty() && text.find_first_of(" =\"\\") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

std::string now_text() {
    return to_rfc3339(std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()));
}

std::string as_logfmt_line(Level level, std::string_view event, std::initializer_list<Field> fields) {
    auto line = fmt::format("{} {:<5} {}", now_text(), level_names[static_cast<int>(level)], event);
    for (const auto& field : fields) {
        if (field.name.empty()) continue;
        line += ' ';
        line += field.name;
        line += '=';
        if (is_bare(field.value)) {
            line += field.value;
        } else {
            line += '"';
            append_escaped(line, field.value);
            line += '"';
        }
    }
    return line;
}

std::string as_json_line(Level level, std::string_view event, std::initializer_list<Field> fields) {
    auto line = fmt::format(R"({{"time":"{}","level":"{}","event":"{}")", now_text(),
                            level_names[static_cast<int>(level)], event);
    for (const auto& field : fields) {
        if (field.name.empty()) continue;
        line += ",\"";
        line += field.name;
        line += "\":";
        if (!field.quoted) {
            line += field.value;
            continue;
        }
        line += '"';
        append_escaped(line, field.value);
        line += '"';
    }
    line += '}';
    return line;
}

void put(Level level, std::string_view event, std::initializer_list<Field> fields) {
    const auto line = as_json ? as_json_line(level, event, fields) : as_logfmt_line(level, event, fields);
    {
        const std::lock_guard lock(capture_mutex);
        if (captured != nullptr) {
            *captured += line;
            *captured += '\n';
            return;
        }
    }
    logger()->log(spdlog::level::critical, line);   // our own threshold has decided already
}

}   // namespace

std::optional<Level> level_from_text(std::string_view text) {
    for (std::size_t i = 0; i < std::size(level_names); ++i)
        if (level_names[i] == text) return static_cast<Level>(i);
    return std::nullopt;
}

std::optional<Format> format_from_text(std::string_view text) {
    if (text == "logfmt") return Format::logfmt;
    if (text == "json") return Format::json;
    if (text == "auto") return Format::automatic;
    return std::nullopt;
}

void configure(Level level, Format format) {
    set_level(level);
    as_json = format == Format::json || (format == Format::automatic && isatty(STDERR_FILENO) == 0);
}

void set_level(Level level) {
    threshold = level;
}

bool enabled(Level level) {
    return level >= threshold.load(std::memory_order_relaxed);
}

void limit_repeats(int per_second_max) {
    const std::lock_guard lock(limiter_mutex);
    limiter = Limiter(per_second_max);
}

void tell_suppressed() {
    std::vector<Limiter::Suppressed> all;
    {
        const std::lock_guard lock(limiter_mutex);
        all = limiter.take_suppressed();
    }
    if (!enabled(Level::warn)) return;
    for (const auto& one : all)
        put(Level::warn, "log.suppressed", {f("of", one.event), f("count", one.count)});
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    const bool memorable = level == Level::warn || level == Level::error;
    if (memorable) metrics::count(metrics::Id::log_lines, {level == Level::warn ? "warn" : "error"});
    if (is_suppressed(level, event)) return;
    if (memorable) remember(level, event, fields);
    put(level, event, fields);
}

Capture::Capture(std::string& lines) {
    const std::lock_guard lock(capture_mutex);
    captured = &lines;
}

Capture::~Capture() {
    const std::lock_guard lock(capture_mutex);
    captured = nullptr;
}

}   // namespace smsgw::log
