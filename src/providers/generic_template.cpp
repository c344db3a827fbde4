#include "providers/generic_template.hpp"

#include <algorithm>
#include <optional>

#include "http/ascii.hpp"
#include "http/percent.hpp"
#include "providers/json.hpp"

namespace smsgw::providers::generic {
namespace {

enum class Kind { number, word, text, choice };

struct Row {
    std::string_view name;
    Kind kind;
};

// In the order of the enumeration.
constexpr Row rows[] = {
    {"to", Kind::word},           {"to_digits", Kind::word},      {"from", Kind::word},
    {"from_digits", Kind::word},  {"text", Kind::text},           {"text_hex", Kind::word},
    {"ref", Kind::word},          {"msgid", Kind::word},          {"attempt", Kind::number},
    {"dedupe_key", Kind::word},   {"report_url", Kind::word},     {"reference", Kind::text},
    {"validity_s", Kind::number}, {"validity_ms", Kind::number},  {"validity_min", Kind::number},
    {"expires_at", Kind::word},   {"expires_unix", Kind::number}, {"now", Kind::word},
    {"now_unix", Kind::number},   {"unicode", Kind::choice},      {"segments", Kind::number},
    {"country", Kind::word},      {"lane", Kind::word},           {"api_key", Kind::word},
    {"client_id", Kind::word},    {"client_secret", Kind::word},
};
static_assert(std::size(rows) == variable_count);

const Row& row_of(Variable variable) {
    return rows[static_cast<std::size_t>(variable)];
}

std::optional<Variable> variable_of(std::string_view name) {
    for (std::size_t i = 0; i < variable_count; ++i)
        if (rows[i].name == name) return static_cast<Variable>(i);
    return std::nullopt;
}

std::string known_names() {
    std::string names;
    for (const auto& row : rows) names.append(names.empty() ? "{" : " {").append(row.name).append("}");
    return names;
}

// The name in braces that `text` begins with; empty: it begins with none.
std::string_view name_at(std::string_view text) {
    if (!text.starts_with('{')) return {};
    const auto end = text.find('}');
    if (end == std::string_view::npos) return {};
    const auto name = text.substr(1, end - 1);
    const bool fine = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || http::is_digit(c) || c == '_';
    });
    return fine ? name : std::string_view{};
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            case '\r':
                out += "&#13;";
                break;   // as it is, a parser would read it as a line feed
            case '\n':
                out += "&#10;";
                break;   // and this one, within an attribute, as a space
            default:
                out += c;
        }
    }
    return out;
}

// Whether the template's text so far ends within a JSON string.
bool toggles(char c, bool& escaped) {
    const bool is_end = c == '"' && !escaped;
    escaped = c == '\\' && !escaped;
    return is_end;
}

}   // namespace

Template::Escape Template::escape_for(Place place, bool in_string) {
    switch (place) {
        case Place::url:
        case Place::form:
            return Escape::percent;
        case Place::json:
            return in_string ? Escape::json_inside : Escape::json_value;
        case Place::xml:
            return Escape::xml;
        case Place::plain:
        case Place::header:
            break;
    }
    return Escape::none;
}

std::string Template::parse(std::string_view text, Place place, Template& out) {
    out.pieces_.clear();
    Piece piece;
    bool in_string = false;
    bool escaped = false;
    while (!text.empty()) {
        const auto name = name_at(text);
        if (name.empty()) {
            if (toggles(text.front(), escaped)) in_string = !in_string;
            piece.literal += text.front();
            text.remove_prefix(1);
            continue;
        }
        const auto variable = variable_of(name);
        if (!variable) return "unknown variable {" + std::string(name) + "}; there are " + known_names();
        if (place == Place::header && row_of(*variable).kind == Kind::text)
            return "{" + std::string(name) + "} may hold line ends, which a header cannot carry";
        piece.has_variable = true;
        piece.variable = *variable;
        piece.escape = escape_for(place, in_string);
        out.pieces_.push_back(std::move(piece));
        piece = {};
        text.remove_prefix(name.size() + 2);
    }
    if (!piece.literal.empty()) out.pieces_.push_back(std::move(piece));
    return {};
}

std::string Template::escaped(const Piece& piece, const std::string& value) {
    switch (piece.escape) {
        case Escape::percent:
            return http::percent_encode(value);
        case Escape::xml:
            return xml_escaped(value);
        case Escape::json_inside: {
            const auto quoted = write_json(value);
            return quoted.substr(1, quoted.size() - 2);
        }
        case Escape::json_value: {
            const auto kind = row_of(piece.variable).kind;
            const bool bare = kind == Kind::number || (kind == Kind::choice && parse_json(value).has_value());
            return bare ? value : write_json(value);
        }
        case Escape::none:
            break;
    }
    return value;
}

std::string Template::render(const Values& values) const {
    std::string out;
    for (const auto& piece : pieces_) {
        out += piece.literal;
        if (piece.has_variable) out += escaped(piece, values[static_cast<std::size_t>(piece.variable)]);
    }
    return out;
}

bool Template::uses(Variable variable) const {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [&](const Piece& piece) { return piece.has_variable && piece.variable == variable; });
}

}   // namespace smsgw::providers::generic
