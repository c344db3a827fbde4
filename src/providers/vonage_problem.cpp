// See vonage_problem.hpp.
#include "providers/vonage_problem.hpp"

#include <algorithm>

#include "providers/classify.hpp"
#include "providers/vonage_table.hpp"

namespace smsgw::providers::vonage {
namespace {

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 6 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Texts of four digits are in the order of their numbers.
bool is_refused_range(std::string_view code) {
    if (!is_number(code) || code.size() != 4) return false;
    return std::any_of(std::begin(refused_ranges), std::end(refused_ranges),
                       [&](const CodeRange& range) { return range.first <= code && code <= range.last; });
}

}   // namespace

std::string address_of(std::string_view sender) {
    if (sender.starts_with('+')) sender.remove_prefix(1);
    return std::string(sender);
}

std::string problem_code(const Json& problem) {
    const auto type = text_member(problem, "type");
    if (const auto mark = type.rfind('#'); mark != std::string::npos && mark + 1 < type.size())
        return type.substr(mark + 1);
    for (const auto* name : {"title", "code"})
        if (auto text = text_member(problem, name); is_number(text)) return text;
    return {};
}

SubmitOutcome read_problem(const Json& body, const http::ClientResponse& response) {
    // A number of the HTTP kind that repeats the status or names it; never a code of the tables.
    if (const auto code = text_member(body, "error-code"); !code.empty())
        return classify_code("vonage", code, {}, response);
    if (const auto code = problem_code(body); !code.empty()) {
        if (is_refused_range(code)) return outcome_of(ErrorClass::perm, "vonage_" + code, response);
        return classify_code("vonage", code, problem_rows, response);
    }
    if (response.status >= 200 && response.status < 300) return Ambiguous{"answer_malformed"};
    return classify_status(response);
}

}   // namespace smsgw::providers::vonage
