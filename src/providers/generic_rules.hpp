// What an answer of the generic provider means, as lines of the configuration:
//   status 200-299 & json /messages/0/status = 0 -> accepted
// Conditions are joined by " & ", all must hold; lines are tried in order.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "providers/classify.hpp"
#include "providers/generic_extract.hpp"

namespace smsgw::providers::generic {

// One condition: "any", "status 200-299,304", or a value's place alone (it is there), with " = text", " != text",
// " in a|b|c" or " ~ expression". A value that is not there fulfils none of them, so nothing follows from a body that
// cannot be read.
class Condition {
public:
    static std::string parse(std::string_view text, Condition& out);
    bool holds(int status, const Document& document) const;

private:
    enum class Test { any, status, present, equal, differs, one_of, matches };

    std::string parse_statuses(std::string_view text);
    std::string parse_value(std::string_view text);

    Test test_ = Test::any;
    std::vector<std::pair<int, int>> statuses_;   // from, to
    Extractor source_;
    std::vector<std::string> values_;
    Pattern pattern_;
};

// Empty: accepted.
using RuleOutcome = std::optional<ErrorClass>;

struct Rule {
    std::vector<Condition> conditions;
    RuleOutcome outcome;
    std::string_view word;   // the outcome's, as it is configured

    static std::string parse(std::string_view text, Rule& out);
    bool holds(int status, const Document& document) const;
};

// `text` cut at each `separator`, blanks around the pieces dropped.
std::vector<std::string_view> split(std::string_view text, std::string_view separator);
std::string_view trim(std::string_view text);

}   // namespace smsgw::providers::generic
