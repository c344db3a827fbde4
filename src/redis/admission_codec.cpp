#include "redis/admission_codec.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace smsgw::redis {
namespace {

using std::chrono::microseconds;

std::int64_t interval_us(const Allowance& allowance) {
    return microseconds(allowance.per).count() / std::max(1, allowance.count);
}

std::int64_t slack_us(const Allowance& allowance) {
    const auto burst = allowance.burst > 0 ? allowance.burst : allowance.count;
    return interval_us(allowance) * std::max(0, burst - 1);
}

std::string word(const std::optional<RuleAction>& action) {
    return action ? std::string(to_text(*action)) : "-";
}

std::optional<AdmissionRule> rule_of(std::string_view text) {
    const auto found = std::find(admission_rule_names.begin(), admission_rule_names.end(), text);
    if (found == admission_rule_names.end()) return std::nullopt;
    return static_cast<AdmissionRule>(found - admission_rule_names.begin());
}

// Every number that a policy is made of, in order: its name is a hash of them, its text says them in words.
template <class Visit>
void for_each_group(const AdmissionCheck& check, Visit visit) {
    const auto& limits = check.limits;
    for (std::size_t first = 0; first < limits.size();) {
        auto last = first + 1;
        while (last < limits.size() && limits[last].subject.empty()) ++last;
        visit(std::span(limits).subspan(first, last - first));
        first = last;
    }
}

std::string_view letter_of(std::string_view subject) {
    return subject.substr(0, subject.find(':') + 1);
}

class PolicyName {
public:
    explicit PolicyName(const AdmissionCheck& check) {
        for (const auto& action : {check.country_cap, check.conversion, check.range_scan, check.drift, check.spend,
                                   check.account_rate})
            add(action ? static_cast<std::int64_t>(*action) : -1);
        add(check.new_country);
        add(check.rate);
        for (const auto number : {check.spend_account_cap, check.spend_country_cap, check.conversion_wait.count()}) add(number);
        for (const auto& limit : check.limits) {
            if (!limit.subject.empty())
                for (const char c : letter_of(limit.subject)) add(c);
            add(static_cast<std::int64_t>(limit.rule));
            add(static_cast<std::int64_t>(limit.action));
            add(limit.allowance);
        }
    }
    std::uint64_t value() const { return hash_; }

private:
    // FNV-1a over words, with a finish that spreads the high bits: names are few, and nobody chooses them.
    void add(std::int64_t word) {
        hash_ = (hash_ ^ static_cast<std::uint64_t>(word)) * 0x100000001b3;
        hash_ ^= hash_ >> 29;
    }
    void add(const Allowance& allowance) {
        add(allowance.count);
        add(allowance.per.count());
        add(allowance.burst);
    }
    std::uint64_t hash_ = 0xcbf29ce484222325;
};

std::string policy_text(const AdmissionCheck& check) {
    std::string text;
    const auto add = [&text](auto... words) { ((text += words, text += ' '), ...); };
    const auto pace = [&](const Allowance& allowance) {
        add(std::to_string(interval_us(allowance)), std::to_string(slack_us(allowance)));
    };
    add(word(check.country_cap));
    pace(check.new_country);
    add(word(check.conversion), word(check.range_scan), word(check.drift), word(check.spend),
        std::to_string(check.spend_account_cap), std::to_string(check.spend_country_cap), word(check.account_rate));
    pace(check.rate);
    add(std::to_string(check.conversion_wait.count()));
    for_each_group(check, [&](std::span<const AdmissionLimit> group) {
        add(std::string(letter_of(group.front().subject)), std::to_string(group.size()));
        for (const auto& limit : group) {
            add(std::string(to_text(limit.rule)), std::string(to_text(limit.action)));
            pace(limit.allowance);
        }
    });
    return text;
}

}   // namespace

void append_check(Command& command, const E164Number& to, std::string_view country, const AdmissionCheck& check,
                  PolicyText policy) {
    std::string flags = check.home ? "h" : "";
    if (check.challenge_passed) flags += 'p';
    command << PolicyName(check).value() << (policy == PolicyText::whole ? policy_text(check) : std::string()) << to.digits()
            << country << flags << check.cost_micros;
    for (const auto& limit : check.limits)
        if (!limit.subject.empty())
            command << std::string_view(limit.subject).substr(letter_of(limit.subject).size());
}

bool asks_for_policy(const Reply& reply) {
    return reply.items.size() == 1 && reply.items[0].text == "policy";
}

Result<Denial> read_denial(const Reply& reply) {
    const auto& i = reply.items;
    if (i.size() != 5) return Errc::redis_reply_unexpected;
    const auto rule = rule_of(i[1].text);
    if (!rule) return Errc::redis_reply_unexpected;
    return Denial{.rule = *rule,
                  .action = i[2].text == to_text(RuleAction::challenge) ? RuleAction::challenge : RuleAction::refuse,
                  .retry_after = Millis(i[3].integer),
                  .subject = i[4].text};
}

AdmissionNotes read_notes(const Reply& reply, std::size_t from) {
    AdmissionNotes notes;
    const auto& i = reply.items;
    if (i.size() < from + 2) return notes;
    notes.rate_slack = Millis(i[from].integer);
    notes.spend_percent = static_cast<int>(i[from + 1].integer);
    for (auto k = from + 2; k < i.size(); ++k)
        if (const auto rule = rule_of(i[k].text)) notes.recorded.push_back(*rule);
    return notes;
}

}   // namespace smsgw::redis
