#include "intake/admission.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "smsgw/ip_range.hpp"

namespace smsgw::intake {
namespace {

constexpr std::string_view non_geographic = "001";

template <class List, class Item>
bool contains(const List& list, const Item& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

// 96 bits: what is counted under it says nothing of whom to somebody who sees the key alone.
std::string short_hash(std::string_view text) {
    return base64url(std::string_view(sha256(text)).substr(0, 12));
}

bool holds(const std::string& network, const std::string& end_user_ip) {
    const auto range = IpRange::parse(network);
    const auto address = read_ip(end_user_ip);
    return range && address && range->contains(*address);
}

class CheckBuilder {
public:
    CheckBuilder(const AdmissionConfig& config, const Account& account, const Plan& plan)
        : config_(config), account_(account), plan_(plan) {}

    AdmissionCheck build(const std::optional<Money>& estimate) {
        const auto& m = plan_.message;
        check_.home = is_home(account_, m.country);
        add_rate();
        add_spend(estimate);
        if (!contains(config_.lanes, m.lane)) return std::move(check_);
        check_.country_cap = action(AdmissionRule::country_cap);
        check_.new_country = config_.new_country.empty() ? Allowance{} : config_.new_country.front();
        if (config_.new_country.empty()) check_.country_cap.reset();
        if (account_.conversion_feedback) check_.conversion_wait = config_.conversion_wait;
        if (is_allowed(account_.admission_allow, m.to, plan_.end_user.ip)) return std::move(check_);
        add_watches();
        add_subjects();
        return std::move(check_);
    }

private:
    std::optional<RuleAction> action(AdmissionRule rule, RuleAction when_enforced = RuleAction::refuse) const {
        if (contains(config_.off, rule)) return std::nullopt;
        return contains(config_.record_only, rule) ? RuleAction::record : when_enforced;
    }

    struct Rule {
        AdmissionRule rule;
        const std::vector<Allowance>& allowances;
        RuleAction when_enforced = RuleAction::refuse;
    };
    void add(std::string subject, std::initializer_list<Rule> rules) {
        for (const auto& rule : rules) {
            const auto acts = action(rule.rule, rule.when_enforced);
            if (!acts) continue;
            for (const auto& allowance : rule.allowances) {
                check_.limits.push_back({std::move(subject), rule.rule, *acts, allowance});
                subject.clear();
            }
        }
    }

    void add_rate() {
        const auto rate = account_.rate.value_or(config_.rate);
        if (rate == 0) return;
        const auto burst = std::max(rate, account_.rate_burst.value_or(config_.rate_burst));
        check_.account_rate = action(AdmissionRule::account_rate);
        check_.rate = {rate, std::chrono::seconds{1}, burst};
    }

    // Prices in another currency than the caps' cannot be added to them.
    void add_spend(const std::optional<Money>& estimate) {
        check_.spend_account_cap = account_.spend_day_cap.value_or(0);
        check_.spend_country_cap = account_.spend_country_day_cap.value_or(0);
        if (check_.spend_account_cap == 0 && check_.spend_country_cap == 0) return;
        check_.spend = action(AdmissionRule::spend_account);
        if (estimate && estimate->currency == account_.spend_currency) check_.cost_micros = estimate->micros;
    }

    void add_watches() {
        check_.range_scan = action(AdmissionRule::range_scan);
        if (!account_.conversion_feedback) return;
        check_.conversion = action(AdmissionRule::conversion);
        check_.drift = action(AdmissionRule::drift, RuleAction::challenge);
    }

    void add_subjects() {
        const auto& number = plan_.message.to;
        using enum AdmissionRule;
        check_.limits.reserve(16);
        add("d:" + short_hash(number.digits()), {{recipient, config_.recipient}});
        if (const auto address = read_ip(plan_.end_user.ip))
            add("i:" + short_hash(source_of(*address)),
                {{source, config_.source, RuleAction::challenge}, {source, config_.source_hard}});
        if (const auto& name = plan_.end_user.session; !name.empty())
            add("s:" + short_hash(name), {{session, config_.session, RuleAction::challenge}});
        const std::string digits(number.digits());
        add("p:" + digits.substr(0, digits.size() - 3), {{number_block, config_.block_1000}});
        add("p:" + digits.substr(0, digits.size() - 4), {{number_block, config_.block_10000}});
    }

    const AdmissionConfig& config_;
    const Account& account_;
    const Plan& plan_;
    AdmissionCheck check_;
};

}   // namespace

bool is_home(const Account& account, const std::string& country) {
    return country == account.default_region || contains(account.home_countries, country);
}

bool may_send_to(const Account& account, const std::string& country) {
    if (contains(account.countries, country) || is_home(account, country)) return true;
    const bool has_home = !account.default_region.empty() || !account.home_countries.empty();
    return account.countries.empty() && !has_home && country != non_geographic;
}

bool is_allowed(const std::vector<std::string>& allow, const E164Number& to, const std::string& end_user_ip) {
    return std::any_of(allow.begin(), allow.end(), [&](const std::string& entry) {
        return entry.starts_with('+') ? to.str().starts_with(entry) : holds(entry, end_user_ip);
    });
}

bool is_allow_entry(std::string_view text) {
    if (text.starts_with('+'))
        return text.size() > 1 && text.size() <= 16 &&
               std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return text.find('/') != std::string_view::npos && IpRange::parse(text);
}

std::string keyed_hash(const Secret& key, std::string_view digits) {
    return base64url(std::string_view(hmac_sha256(key.reveal(), digits)).substr(0, 12));
}

AdmissionCheck check_of(const AdmissionConfig& config, const Account& account, const Plan& plan,
                        const std::optional<Money>& estimate, Challenge challenge) {
    auto check = CheckBuilder(config, account, plan).build(estimate);
    check.challenge_passed = challenge == Challenge::passed;
    return check;
}

}   // namespace smsgw::intake
