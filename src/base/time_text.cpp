#include "base/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

namespace smsgw {

std::string to_rfc3339(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto since_epoch = static_cast<std::time_t>(seconds.time_since_epoch().count());
    std::tm utc{};
    gmtime_r(&since_epoch, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                       utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (time - seconds).count());
}

namespace {

// Takes what the grammar of RFC 3339, 5.6 has at a place off the front of the text; remembers when it was not there.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    int number(std::size_t digits) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return fail();
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    // One of `wanted`; which one.
    char one_of(std::string_view wanted) {
        const char c = rest_.empty() ? '\0' : rest_.front();
        if (rest_.empty() || wanted.find(c) == std::string_view::npos) return static_cast<char>(fail());
        rest_.remove_prefix(1);
        return c;
    }
    int milliseconds() {
        if (!rest_.starts_with('.')) return 0;
        rest_.remove_prefix(1);
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        if (end == 0) return fail();
        int value = 0;
        for (std::size_t i = 0; i < 3; ++i) value = value * 10 + (i < end ? rest_[i] - '0' : 0);
        rest_.remove_prefix(end);
        return value;
    }
    bool done() const { return !failed_ && rest_.empty(); }

private:
    int fail() {
        failed_ = true;
        return 0;
    }
    std::string_view rest_;
    bool failed_ = false;
};

}   // namespace

std::optional<WallTime> from_rfc3339(std::string_view text) {
    using namespace std::chrono;
    Scanner scan(text);
    const int y = scan.number(4);
    scan.one_of("-");
    const int mo = scan.number(2);
    scan.one_of("-");
    const int d = scan.number(2);
    scan.one_of("Tt ");
    const int h = scan.number(2);
    scan.one_of(":");
    const int mi = scan.number(2);
    scan.one_of(":");
    const int s = scan.number(2);
    const int ms = scan.milliseconds();
    const char zone = scan.one_of("Zz+-");
    minutes offset{0};
    if (zone == '+' || zone == '-') {
        const int oh = scan.number(2);
        scan.one_of(":");
        const int om = scan.number(2);
        if (oh > 23 || om > 59) return std::nullopt;
        offset = (zone == '+' ? 1 : -1) * minutes{oh * 60 + om};
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!scan.done() || !date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
    return WallTime(sys_days(date).time_since_epoch() + hours{h} + minutes{mi} + seconds{s} + Millis{ms} -
                    offset);
}

std::string month_text(WallTime time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return fmt::format("{:04}{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

}   // namespace smsgw
