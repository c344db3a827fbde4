// Structured log: an event name `noun.verb_past` and fields. logfmt on a terminal, JSON otherwise, to stderr.
// There is no overload for SmsText or Secret, and a number prints masked: what must not leak does not compile.
#pragma once

#include <boost/system/error_code.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "smsgw/e164_number.hpp"
#include "smsgw/errc.hpp"
#include "smsgw/message.hpp"
#include "smsgw/msg_status.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::log {

enum class Level { trace, debug, info, warn, error, off };
enum class Format { logfmt, json, automatic };   // automatic: logfmt when stderr is a terminal

std::optional<Level> level_from_text(std::string_view text);
std::optional<Format> format_from_text(std::string_view text);

// Once at start; without it, level info and automatic format.
void configure(Level level, Format format);
void set_level(Level level);

struct Field {
    std::string_view name;   // empty: the field is left out
    std::string value;
    bool quoted = true;   // false for numbers and booleans in JSON
};

inline Field f(std::string_view name, std::string_view value) { return {name, std::string(value)}; }
inline Field f(std::string_view name, const std::string& value) { return {name, value}; }
inline Field f(std::string_view name, const char* value) { return {name, std::string(value)}; }
template <class T>
    requires std::is_integral_v<T>
Field f(std::string_view name, T value) {
    return {name, std::to_string(value), false};
}
inline Field f(std::string_view name, Millis value) { return {name, std::to_string(value.count()), false}; }
inline Field f(const MsgId& id) { return {"msgid", id.str()}; }
inline Field f(const ProviderMsgId& id) { return {"provider_msgid", id.str()}; }
inline Field f(const AccountId& id) { return {"account", id.str()}; }
inline Field f(const ProviderId& id) { return {"provider", id.str()}; }
// `trace_id` alone; nothing for a message that belongs to no trace.
inline Field f(const TraceParent& trace) { return {trace.empty() ? "" : "trace_id", trace.empty() ? "" : trace.str().substr(3, 32)}; }
inline Field f(const E164Number& to) { return {"to", to.masked()}; }
inline Field f(MsgStatus status) { return {"status", std::string(to_text(status))}; }
inline Field f(Lane lane) { return {"lane", std::string(to_text(lane))}; }
inline Field f(Errc code) { return {"error", std::string(error_name(code))}; }
inline Field f(const boost::system::error_code& ec) { return {"error", error_name(ec)}; }

void write(Level level, std::string_view event, std::initializer_list<Field> fields);
bool enabled(Level level);

inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) { if (enabled(Level::debug)) write(Level::debug, event, fields); }
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::info, event, fields); }
inline void warn(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::warn, event, fields); }
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) { write(Level::error, event, fields); }

// Tests read what was logged: while alive, lines go to `lines` instead of stderr. Not nested, not thread-safe.
class Capture {
public:
    explicit Capture(std::string& lines);
    ~Capture();
};

}  // namespace smsgw::log
