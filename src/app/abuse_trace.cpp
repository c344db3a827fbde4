#include "app/abuse_trace.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "app/config_checks.hpp"
#include "base/crypto.hpp"

namespace smsgw::app {
namespace {

constexpr std::size_t columns = 7;
constexpr std::string_view heading = "at_ms,country,prefix,number_hash,source_hash,session_hash,converted";
constexpr std::int64_t at_ms_max = 253'402'300'799'999;   // the year 9999
constexpr Millis day = std::chrono::hours{24};
constexpr Millis entered_after = std::chrono::seconds{30};   // traces do not say when
constexpr int people_solve_per_mille = 970;
constexpr int bots_solve_per_mille = 100;

struct Line {
    std::int64_t at_ms = 0;
    Attempt attempt;
};

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    for (;;) {
        const auto comma = line.find(',');
        fields.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

std::uint64_t hash_of(std::string_view text) {
    const auto bytes = sha256(text);
    std::uint64_t hash = 0;
    for (int i = 0; i < 8; ++i)
        hash = hash << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return hash;
}

// A network of its own for each source; the rules look at no more of it.
std::string address_for(std::string_view source) {
    if (source.empty()) return {};
    const auto digits = hex(sha256(source)).substr(0, 15);
    return "2" + digits.substr(0, 3) + ":" + digits.substr(3, 4) + ":" + digits.substr(7, 4) + ":" +
           digits.substr(11, 4) + "::1";
}

// The last digits that the trace leaves out: the same for the same hash.
Result<E164Number> number_for(std::string_view prefix, std::string_view hash) {
    auto tail = std::to_string(hash_of(hash) % 1000);
    tail.insert(0, 3 - tail.size(), '0');
    if (prefix.starts_with('+')) prefix.remove_prefix(1);
    return E164Number::parse("+" + std::string(prefix) + tail);
}

std::variant<Line, std::string> read_line(std::string_view text, Dice& dice) {
    const auto fields = split(text);
    if (fields.size() != columns) return "wants " + std::string(heading);
    std::int64_t at_ms = -1;
    const auto [end, ec] = std::from_chars(fields[0].data(), fields[0].data() + fields[0].size(), at_ms);
    if (ec != std::errc() || end != fields[0].data() + fields[0].size() || at_ms < 0 || at_ms > at_ms_max)
        return std::string("at_ms is not a number of milliseconds since 1970");
    if (fields[1].empty() || check_country(fields[1])) return std::string("country is not one");
    const auto number = number_for(fields[2], fields[3]);
    if (number.has_error()) return std::string("prefix is not a number without its last three digits");
    if (fields[6] != "" && fields[6] != "0" && fields[6] != "1")
        return std::string("converted is not 0, 1 or empty");
    const bool entered = fields[6] == "1";
    const auto asker = entered ? Asker::person : fields[6] == "0" ? Asker::bot : Asker::unknown;
    const bool solves = dice.happens(asker == Asker::bot ? bots_solve_per_mille : people_solve_per_mille);
    Attempt attempt{
        {},     *number,     std::string(fields[1]), address_for(fields[4]), std::string(fields[5]), asker,
        solves, std::nullopt};
    if (entered) attempt.entered_after = entered_after;
    return Line{at_ms, std::move(attempt)};
}

// What came of the first day, by country.
std::vector<CountryPast> past_of(const std::vector<Attempt>& attempts) {
    struct Sums {
        int messages = 0, told = 0, entered = 0;
    };
    std::map<std::string, Sums> sums;
    for (const auto& a : attempts) {
        if (a.at >= attempts.front().at + day) break;
        auto& s = sums[a.country];
        ++s.messages;
        s.told += a.asker != Asker::unknown;
        s.entered += a.asker == Asker::person;
    }
    std::vector<CountryPast> past;
    for (const auto& [country, s] : sums)
        past.push_back({country, s.messages, s.told == 0 ? 0 : 1000 * s.entered / s.told});
    return past;
}

Account account_of(const std::vector<Attempt>& attempts, const std::string& home) {
    std::map<std::string, int> messages;
    Account account;
    account.id = AccountId("trace");
    for (const auto& a : attempts) {
        ++messages[a.country];
        account.conversion_feedback = account.conversion_feedback || a.asker == Asker::person;
    }
    account.default_region = home;
    int most = 0;
    for (const auto& [country, count] : messages) {
        account.countries.push_back(country);
        if (!home.empty() || count <= most) continue;
        most = count;
        account.default_region = country;
    }
    return account;
}

}   // namespace

std::variant<AbuseTrace, std::string> read_trace(std::string_view text, const std::string& home,
                                                 std::uint64_t seed) {
    Dice dice(seed, 'T');
    std::vector<Line> lines;
    for (int n = 1; !text.empty(); ++n) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || (n == 1 && line == heading)) continue;
        auto read = read_line(line, dice);
        if (const auto* problem = std::get_if<std::string>(&read))
            return "line " + std::to_string(n) + ": " + *problem;
        lines.push_back(std::move(std::get<Line>(read)));
    }
    if (lines.empty()) return std::string("there is no message in it");
    std::stable_sort(lines.begin(), lines.end(),
                     [](const Line& a, const Line& b) { return a.at_ms < b.at_ms; });
    AbuseTrace trace;
    const auto midnight = lines.front().at_ms / day.count() * day.count();
    trace.midnight = WallTime(Millis(midnight));
    for (auto& line : lines) {
        line.attempt.at = Millis(line.at_ms - midnight);
        trace.attempts.push_back(std::move(line.attempt));
    }
    trace.past = past_of(trace.attempts);
    trace.account = account_of(trace.attempts, home);
    return trace;
}

}   // namespace smsgw::app
