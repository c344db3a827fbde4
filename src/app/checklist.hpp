// What must be true before strangers' messages depend on a gateway: the rows of `smsgwctl check` and of
// docs/production-checklist.md, and what was found for each; pure.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::app {

// A later one outweighs an earlier one.
enum class CheckVerdict : unsigned char { skipped, pass, warn, fail };

struct CheckRow {
    std::string_view id;
    std::string_view title;   // what is true when it passes
    std::string_view why;     // what happens otherwise
    std::string_view remedy;
};

std::span<const CheckRow> check_rows();

// docs/production-checklist.md
std::string checklist_markdown();

class Checklist {
public:
    // Adds a finding to a row, whose verdict is the worst of its findings. Throws std::logic_error for an id without a row.
    void say(std::string_view id, CheckVerdict verdict, std::string found);

    // The worst of all; what nothing was said of is `skipped`.
    CheckVerdict verdict() const;
    CheckVerdict verdict_of(std::string_view id) const;

    std::string text() const;   // a line for each finding, and the remedy of what did not pass
    nlohmann::json json() const;

private:
    struct Finding {
        std::string_view id;
        CheckVerdict verdict;
        std::string found;
    };
    std::vector<Finding> findings_;
};

}   // namespace smsgw::app
