#include "api/list_query.hpp"

#include <charconv>

#include "http/percent.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::api {
namespace {

constexpr std::size_t reference_bytes_max = 255;   // as POST /send takes it

}   // namespace

std::optional<int> read_limit(const std::string& text) {
    int limit = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, limit);
    if (error != std::errc{} || stop != end || limit < 1 || limit > listed_max) return std::nullopt;
    return limit;
}

std::variant<ListQuery, std::vector<intake::FieldProblem>> read_list_query(std::string_view query) {
    std::vector<intake::FieldProblem> problems;
    std::optional<std::string> reference;
    std::optional<std::string> limit;
    const auto pairs = http::read_query(query);
    if (!pairs) problems.push_back({"query", Errc::field_type, "Not percent-encoded text."});
    for (const auto& [name, value] : pairs.value_or(std::vector<http::Header>())) {
        auto* const into = name == "reference" ? &reference : name == "limit" ? &limit : nullptr;
        // The name is the client's own and may be anything: it is not echoed.
        if (into == nullptr || *into)
            problems.push_back({"query", Errc::field_unknown, "Takes reference and limit, each once."});
        else
            *into = value;
    }
    if (pairs && !reference)
        problems.push_back({"reference", Errc::field_missing, "This parameter is required."});
    if (reference && (reference->empty() || reference->size() > reference_bytes_max))
        problems.push_back({"reference", Errc::reference_invalid, "1 to 255 bytes."});
    const auto number = limit ? read_limit(*limit) : limit_default;
    if (!number) problems.push_back({"limit", Errc::limit_out_of_range, "1 to 100."});
    if (!problems.empty()) return problems;
    return ListQuery{Reference(std::move(*reference)), *number};
}

}   // namespace smsgw::api
