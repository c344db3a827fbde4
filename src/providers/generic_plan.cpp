// What the parts of a plan share, and the checks across them.
#include "providers/generic_plan.hpp"

#include <algorithm>

#include "http/ascii.hpp"

namespace smsgw::providers::generic {
namespace {

constexpr std::size_t prices_max = 16;
constexpr std::size_t word_bytes_max = 48;

bool is_currency(std::string_view text) {
    return text.size() == 3 && std::all_of(text.begin(), text.end(), http::is_letter);
}

// Reports that cannot be told to belong to a message are worth nothing.
std::string check_reports(const Plan& plan) {
    if (!plan.report.status) return {};
    const bool by_path = plan.request.uses(Variable::report_url);
    const bool by_id = plan.answer.id && plan.report.id;
    const bool by_ref = plan.request.uses(Variable::ref) && plan.report.ref;
    if (!by_path && !by_id && !by_ref)
        return "report_status: no report could be matched to its message: use {report_url}, {ref} with "
               "report_ref, or "
               "answer_id with report_id";
    if (!by_path && plan.authenticity.kind == AuthenticityPlan::Kind::none)
        return "webhook_auth: without it only reports to {report_url} can be believed, which no request uses";
    return {};
}

std::string check_dedupe(const ProviderConfig& config, const Plan& plan) {
    const bool told = plan.request.uses(Variable::dedupe_key) || plan.request.uses(Variable::msgid);
    return config.dedupe && !told
               ? "dedupe: the request must carry {dedupe_key}, or no repeat can be told from a new one"
               : "";
}

}   // namespace

std::string label(std::string_view key, std::size_t index) {
    return std::string(key) + "[" + std::to_string(index + 1) + "]: ";
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), http::lower);
    return out;
}

std::string error_word(std::string_view text) {
    auto word = std::string(text.substr(0, word_bytes_max));
    for (char& c : word)
        if (!http::is_letter(c) && !http::is_digit(c)) c = '_';
    return word;
}

std::string error_prefix(const ProviderConfig& config) {
    return error_word(config.id.str()) + "_";
}

std::string read_place(const ProviderConfig& config, std::string_view key, Extractor& out) {
    const auto problem = Extractor::parse(config.settings.text(key), out);
    return problem.empty() ? "" : std::string(key) + ": " + problem;
}

std::optional<std::size_t> choice_of(const ProviderConfig& config, std::string_view key,
                                     std::initializer_list<std::string_view> words) {
    const auto& text = config.settings.text(key);
    if (text.empty()) return 0;
    const auto* found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) return std::nullopt;
    return static_cast<std::size_t>(found - words.begin());
}

std::string complaint_about_choice(std::string_view key, std::initializer_list<std::string_view> words) {
    std::string text;
    for (const auto word : words) text.append(text.empty() ? "" : ", ").append(word);
    return std::string(key) + ": must be one of: " + text;
}

std::string make_price_plan(const ProviderConfig& config, std::string_view amount_key, PricePlan& out) {
    if (auto problem = read_place(config, amount_key, out.amount); !problem.empty()) return problem;
    const auto& currency = config.settings.text("price_currency");
    if (is_currency(currency))
        out.currency = currency;
    else if (auto problem = Extractor::parse(currency, out.currency_place); !problem.empty())
        return "price_currency: must be three letters, or " + problem;
    if (out.amount && currency.empty())
        return "price_currency: is required beside " + std::string(amount_key);
    return {};
}

std::optional<Money> PricePlan::read(const Document& document) const {
    const auto place_says = currency_place.first(document);
    std::optional<Money> sum;
    for (const auto& text : amount.all(document, prices_max)) {
        const auto one = read_money(text, currency.empty() ? place_says : currency);
        if (!one) return std::nullopt;
        if (!sum) sum = Money{0, one->currency};
        sum->micros += one->micros;
    }
    return sum;
}

std::string make_plan(const ProviderConfig& config, Plan& out) {
    out = {};
    auto problem = make_request_plan(config, out.request);
    if (problem.empty()) problem = make_answer_plan(config, out.answer);
    if (problem.empty()) problem = make_report_plan(config, out.report);
    if (problem.empty()) problem = make_authenticity_plan(config, out.authenticity);
    if (problem.empty()) problem = check_reports(out);
    return problem.empty() ? check_dedupe(config, out) : problem;
}

}   // namespace smsgw::providers::generic
