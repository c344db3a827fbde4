#include "api/suppression_request.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "api/field_name.hpp"
#include "api/list_query.hpp"
#include "base/json_pieces.hpp"
#include "base/strict_json.hpp"
#include "base/time_text.hpp"
#include "domain/recipient.hpp"
#include "http/percent.hpp"

namespace smsgw::api {
namespace {

using intake::FieldProblem;
using nlohmann::json;

struct Fields {
    std::optional<std::string> to, region, reason, until, note;
};

struct FieldRow {
    std::string_view name;
    std::optional<std::string> Fields::*value;
};

constexpr FieldRow field_rows[] = {{"to", &Fields::to},
                                   {"region", &Fields::region},
                                   {"reason", &Fields::reason},
                                   {"until", &Fields::until},
                                   {"note", &Fields::note}};

void take(const std::string& name, json& value, Fields& into, std::vector<FieldProblem>& problems) {
    const auto* field = std::find_if(std::begin(field_rows), std::end(field_rows),
                                     [&](const FieldRow& one) { return one.name == name; });
    if (field == std::end(field_rows))
        problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
    else if (!value.is_string())
        problems.push_back({name, Errc::field_type, "Must be a string."});
    else
        into.*field->value = std::move(value.get_ref<std::string&>());
}

std::optional<SuppressionCursor> read_cursor(std::string_view text) {
    SuppressionCursor cursor;
    if (text.empty() || (text.front() != 'o' && text.front() != 'a')) return std::nullopt;
    if (text.front() == 'a') cursor.list = SuppressionCursor::List::all;
    text.remove_prefix(1);
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, cursor.at);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return cursor;
}

bool is_note(const std::string& text) {
    return text.size() <= suppression_note_bytes_max &&
           std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}   // namespace

std::string SuppressionCursor::text() const {
    return (list == List::own ? "o" : "a") + std::to_string(at);
}

std::variant<SuppressionQuery, std::vector<FieldProblem>> read_suppression_query(std::string_view query) {
    std::vector<FieldProblem> problems;
    std::optional<std::string> limit, cursor;
    const auto pairs = http::read_query(query);
    if (!pairs) problems.push_back({"query", Errc::field_type, "Not percent-encoded text."});
    for (const auto& [name, value] : pairs.value_or(std::vector<http::Header>())) {
        auto* const into = name == "limit" ? &limit : name == "cursor" ? &cursor : nullptr;
        // The name is the client's own and may be anything: it is not echoed.
        if (into == nullptr || *into)
            problems.push_back({"query", Errc::field_unknown, "Takes limit and cursor, each once."});
        else
            *into = value;
    }
    const auto number = limit ? read_limit(*limit) : limit_default;
    if (!number) problems.push_back({"limit", Errc::limit_out_of_range, "1 to 100."});
    const auto place = cursor ? read_cursor(*cursor) : SuppressionCursor();
    if (!place) problems.push_back({"cursor", Errc::cursor_invalid, "Not a `next` of this call."});
    if (!problems.empty()) return problems;
    return SuppressionQuery{*number, *place};
}

Result<SuppressionBody> read_suppression_body(std::string_view body, const Account& account, WallTime now) {
    auto parsed = read_strict_json(body);
    if (parsed.has_error() || !parsed->is_object()) return Errc::json_malformed;
    Fields given;
    std::vector<FieldProblem> problems;
    for (auto& [name, value] : parsed->items()) take(name, value, given, problems);
    if (!parsed->contains("to")) problems.push_back({"to", Errc::field_missing, "This field is required."});
    if (!problems.empty()) return SuppressionBody(std::move(problems));

    auto recipient = read_recipient(*given.to, given.region.value_or(account.default_region));
    if (recipient.has_error())
        problems.push_back({recipient.error() == Errc::region_unknown ? "region" : "to",
                            errc_of(recipient.error()), "Not a number that can receive an SMS."});
    const auto reason = suppression_reason_from_text(given.reason.value_or("manual"));
    if (reason != SuppressionReason::manual && reason != SuppressionReason::stop)
        problems.push_back({"reason", Errc::reason_unknown, "One of manual, stop."});
    const auto until = given.until ? from_rfc3339(*given.until) : std::nullopt;
    if (given.until && (!until || *until <= now))
        problems.push_back({"until", Errc::until_invalid, "An RFC 3339 time with a time zone, to come."});
    if (!is_note(given.note.value_or("")))
        problems.push_back({"note", Errc::note_invalid, "At most 200 bytes, no control characters."});
    if (!problems.empty()) return SuppressionBody(std::move(problems));
    return SuppressionBody(Suppression{.number = recipient->number,
                                       .scope = account.id,
                                       .reason = *reason,
                                       .until = until,
                                       .note = given.note.value_or("")});
}

json suppression_json(const Suppression& entry) {
    return {{"to", entry.number.str()},
            {"scope", entry.scope ? "account" : "all"},
            {"reason", to_text(entry.reason)},
            {"at", to_rfc3339(entry.at)},
            {"until", entry.until ? json(to_rfc3339(*entry.until)) : json()},
            {"provider", text_or_null(entry.source.str())},
            {"note", text_or_null(entry.note)}};
}

}   // namespace smsgw::api
