#include "providers/generic_rules.hpp"

#include <algorithm>
#include <charconv>

namespace smsgw::providers::generic {
namespace {

struct OutcomeRow {
    std::string_view word;
    RuleOutcome outcome;
};

constexpr OutcomeRow outcomes[] = {
    {"accepted", std::nullopt},           {"perm", ErrorClass::perm},
    {"opt_out", ErrorClass::opt_out},     {"invalid", ErrorClass::invalid},
    {"auth", ErrorClass::auth},           {"balance", ErrorClass::balance},
    {"throttle", ErrorClass::throttle},   {"transient", ErrorClass::transient},
    {"ambiguous", ErrorClass::ambiguous},
};

constexpr std::string_view arrow = " -> ";

std::string known_outcomes() {
    std::string words;
    for (const auto& row : outcomes) words.append(words.empty() ? "" : ", ").append(row.word);
    return words;
}

std::optional<int> read_status(std::string_view text) {
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || value < 100 || value > 599) return std::nullopt;
    return value;
}

}   // namespace

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
    std::vector<std::string_view> pieces;
    while (true) {
        const auto end = text.find(separator);
        pieces.push_back(trim(text.substr(0, end)));
        if (end == std::string_view::npos) return pieces;
        text.remove_prefix(end + separator.size());
    }
}

std::string Condition::parse(std::string_view text, Condition& out) {
    out = {};
    if (text == "any") return {};
    if (text.starts_with("status ")) return out.parse_statuses(text.substr(7));
    return out.parse_value(text);
}

std::string Condition::parse_statuses(std::string_view text) {
    test_ = Test::status;
    for (const auto range : split(text, ",")) {
        const auto dash = range.find('-');
        const auto from = read_status(range.substr(0, dash));
        const auto to = dash == std::string_view::npos ? from : read_status(range.substr(dash + 1));
        if (!from || !to || *from > *to)
            return "\"" + std::string(range) + "\" is no HTTP status or range of them, like 200-299";
        statuses_.emplace_back(*from, *to);
    }
    return {};
}

std::string Condition::parse_value(std::string_view text) {
    constexpr std::pair<std::string_view, Test> operators[] = {
        {" != ", Test::differs}, {" = ", Test::equal}, {" in ", Test::one_of}, {" ~ ", Test::matches}};
    test_ = Test::present;
    auto at = std::string_view::npos;
    std::string_view sign;
    for (const auto& [word, test] : operators) {
        const auto found = text.find(word);
        if (found >= at) continue;   // npos is the largest
        at = found;
        sign = word;
        test_ = test;
    }
    const auto place = trim(text.substr(0, at));
    if (const auto problem = Extractor::parse(place, source_); !problem.empty())
        return "\"" + std::string(place) + "\" " + problem + ", any or status";
    if (!source_) return "a condition is empty";
    if (test_ == Test::present) return {};
    const auto wanted = trim(text.substr(at + sign.size()));
    if (test_ == Test::one_of)
        for (const auto value : split(wanted, "|")) values_.emplace_back(value);
    else if (test_ == Test::matches)
        pattern_ = Pattern(std::string(wanted));
    else
        values_.emplace_back(wanted);
    if (wanted.empty()) return "nothing follows" + std::string(sign);
    if (test_ == Test::matches && !pattern_.complaint().empty())
        return "\"" + std::string(wanted) + "\" is no expression: " + pattern_.complaint();
    return {};
}

bool Condition::holds(int status, const Document& document) const {
    if (test_ == Test::any) return true;
    if (test_ == Test::status)
        return std::any_of(statuses_.begin(), statuses_.end(), [&](const auto& range) {
            return range.first <= status && status <= range.second;
        });
    const auto found = source_.all(document, 1);
    if (found.empty()) return false;
    const auto value = trim(found.front());
    const bool listed = std::find(values_.begin(), values_.end(), value) != values_.end();
    switch (test_) {
        case Test::equal:
        case Test::one_of:
            return listed;
        case Test::differs:
            return !listed;
        case Test::matches:
            return pattern_.find(value).has_value();
        default:
            return true;   // present
    }
}

std::string Rule::parse(std::string_view text, Rule& out) {
    out = {};
    const auto at = text.rfind(arrow);
    if (at == std::string_view::npos) return "must be conditions, \" -> \" and an outcome";
    const auto word = trim(text.substr(at + arrow.size()));
    const auto row = std::find_if(std::begin(outcomes), std::end(outcomes),
                                  [&](const OutcomeRow& one) { return one.word == word; });
    if (row == std::end(outcomes))
        return "unknown outcome \"" + std::string(word) + "\"; there are " + known_outcomes();
    out.outcome = row->outcome;
    out.word = row->word;
    for (const auto condition : split(text.substr(0, at), " & ")) {
        if (const auto problem = Condition::parse(condition, out.conditions.emplace_back()); !problem.empty())
            return problem;
    }
    return {};
}

bool Rule::holds(int status, const Document& document) const {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const Condition& condition) { return condition.holds(status, document); });
}

}   // namespace smsgw::providers::generic
