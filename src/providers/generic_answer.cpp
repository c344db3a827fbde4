#include "providers/generic_answer.hpp"

#include <algorithm>
#include <charconv>

namespace smsgw::providers::generic {
namespace {

constexpr std::size_t rules_max = 64;
constexpr std::size_t ids_max = 16;

// "1.5" in the configured unit. Empty: absent or no number.
std::optional<Millis> read_wait(const AnswerPlan& plan, const Document& document) {
    const auto text = plan.retry_after.first(document);
    double count = 0;
    const auto* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, count, std::chars_format::fixed);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
    if (!(count >= 0)) return std::nullopt;   // nor is "nan" a number, which no limit would catch
    const auto millis = std::clamp(count * static_cast<double>(plan.retry_after_unit.count()), 1e3, 3.6e6);
    return Millis(static_cast<Millis::rep>(millis));
}

SubmitOutcome accepted(const AnswerPlan& plan, const Document& document) {
    Accepted outcome;
    for (auto& id : plan.id.all(document, ids_max))
        if (is_id(trim(id))) outcome.ids.emplace_back(std::string(trim(id)));
    outcome.price = plan.price.read(document);
    return outcome;
}

}   // namespace

std::string make_answer_plan(const ProviderConfig& config, AnswerPlan& out) {
    const auto& rules = config.settings.list("answers");
    if (rules.size() > rules_max) return "answers: must be at most " + std::to_string(rules_max);
    for (std::size_t i = 0; i < rules.size(); ++i)
        if (auto problem = Rule::parse(rules[i], out.rules.emplace_back()); !problem.empty())
            return label("answers", i) + problem;
    const bool can_accept =
        std::any_of(out.rules.begin(), out.rules.end(), [](const Rule& rule) { return !rule.outcome; });
    if (!can_accept) return "answers: no rule ends in accepted";
    if (auto problem = read_place(config, "answer_id", out.id); !problem.empty()) return problem;
    if (auto problem = read_place(config, "error_code", out.error_code); !problem.empty()) return problem;
    if (auto problem = make_price_plan(config, "price", out.price); !problem.empty()) return problem;
    if (auto problem = read_place(config, "retry_after", out.retry_after); !problem.empty()) return problem;
    const auto unit = choice_of(config, "retry_after_unit", {"s", "ms", "min"});
    if (!unit) return complaint_about_choice("retry_after_unit", {"s", "ms", "min"});
    constexpr Millis units[] = {std::chrono::seconds{1}, Millis{1}, std::chrono::minutes{1}};
    out.retry_after_unit = units[*unit];
    return {};
}

SubmitOutcome read_answer(const ProviderConfig& config, const AnswerPlan& plan,
                          const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto json = parse_json(response.body);
    const Document document{response.body, &response.headers, nullptr, json ? &*json : nullptr};
    const auto rule = std::find_if(plan.rules.begin(), plan.rules.end(),
                                   [&](const Rule& one) { return one.holds(response.status, document); });
    const auto id = error_word(config.id.str());
    const auto code = plan.error_code.first(document);
    if (rule == plan.rules.end()) {
        if (!code.empty()) return classify_code(id, code, {}, response);
        auto outcome = classify_status(response);
        if (std::holds_alternative<Accepted>(outcome)) return Ambiguous{id + "_no_rule"};
        return outcome;
    }
    if (!rule->outcome) return accepted(plan, document);
    const auto word = code.empty() ? std::string(rule->word) : code;
    const ErrorRow row{word, *rule->outcome};
    auto outcome = classify_code(id, word, std::span(&row, 1), response);
    auto* not_accepted = std::get_if<NotAccepted>(&outcome);
    if (const auto wait = read_wait(plan, document); not_accepted != nullptr && wait)
        not_accepted->retry_after = wait;
    return outcome;
}

}   // namespace smsgw::providers::generic
