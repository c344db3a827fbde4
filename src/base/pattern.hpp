// Regular expressions that people configure, over RE2: its time is linear in the text whatever the expression, so
// neither a careless one nor a hostile text can hold the program up.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace smsgw {

// RE2's syntax, over bytes: a text need not be UTF-8. Finds anywhere in the text unless it is anchored by ^ and $.
class Pattern {
public:
    Pattern() = default;   // finds nothing
    explicit Pattern(const std::string& expression);

    // Why the expression is none; empty: it is one.
    std::string complaint() const;

    // What the first group holds, or the whole match where there is no group. A view into `text`.
    std::optional<std::string_view> find(std::string_view text) const;

    // The same for each match in turn, up to `count_max` of them.
    std::vector<std::string_view> find_all(std::string_view text, std::size_t count_max) const;

private:
    std::shared_ptr<const re2::RE2> compiled_;
};

}   // namespace smsgw
