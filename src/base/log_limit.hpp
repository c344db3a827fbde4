// An outage must not bury the log: of each kind of warning and error so many a second are written in full, and one line tells
// how many more there were. What is said for the first time in a second is always written.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::log {

class Limiter {
public:
    enum class Verdict : std::uint8_t { write, suppress };
    struct Suppressed {
        std::string event;
        std::uint64_t count = 0;
    };

    // `per_second_max` lines of one event; 0: all.
    explicit Limiter(int per_second_max) : per_second_max_(per_second_max) {}

    // What becomes of one more line of `event` in this second.
    Verdict judge(std::string_view event, std::int64_t second);

    // What was suppressed since the last call, by event.
    std::vector<Suppressed> take_suppressed();

private:
    struct Count {
        std::int64_t second = 0;
        int written = 0;   // in that second
        std::uint64_t suppressed = 0;
    };

    int per_second_max_;
    std::map<std::string, Count, std::less<>> events_;   // few: events are named in the source
};

// Limits warnings and errors from here on; without it none is suppressed. Then tell_suppressed() is called about once a
// second, and at the end: it writes `log.suppressed of=EVENT count=N`.
void limit_repeats(int per_second_max);
void tell_suppressed();

}   // namespace smsgw::log
