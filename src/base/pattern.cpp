#include "base/pattern.hpp"

#include <re2/re2.h>

#include <array>

namespace smsgw {
namespace {

constexpr std::size_t expression_bytes_max = 1024;
constexpr std::int64_t memory_max = 1 << 20;   // of one expression, its cache of states included

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

}   // namespace

Pattern::Pattern(const std::string& expression) {
    RE2::Options options(RE2::Latin1);
    options.set_log_errors(false);
    options.set_max_mem(memory_max);
    // A longer one is not compiled at all; its own complaint says so.
    const auto& used = expression.size() <= expression_bytes_max ? expression : std::string("(");
    compiled_ = std::make_shared<const RE2>(used, options);
}

std::string Pattern::complaint() const {
    if (!compiled_) return "there is no expression";
    return compiled_->ok() ? "" : compiled_->error();
}

std::optional<std::string_view> Pattern::find(std::string_view text) const {
    const auto found = find_all(text, 1);
    if (found.empty()) return std::nullopt;
    return found.front();
}

std::vector<std::string_view> Pattern::find_all(std::string_view text, std::size_t count_max) const {
    std::vector<std::string_view> found;
    if (!compiled_ || !compiled_->ok()) return found;
    const int group = compiled_->NumberOfCapturingGroups() > 0 ? 1 : 0;
    std::array<re2::StringPiece, 2> matches;
    std::size_t from = 0;
    while (found.size() < count_max && from <= text.size() &&
           compiled_->Match(piece(text), from, text.size(), RE2::UNANCHORED, matches.data(), group + 1)) {
        const auto& wanted = matches[static_cast<std::size_t>(group)];
        // A group that took no part in the match has no place; it holds nothing.
        found.push_back(wanted.data() == nullptr ? text.substr(0, 0)
                                                 : std::string_view(wanted.data(), wanted.size()));
        const auto end = static_cast<std::size_t>(matches[0].data() - text.data()) + matches[0].size();
        from = end > from ? end : from + 1;   // an empty match must not be found for ever
    }
    return found;
}

}   // namespace smsgw
