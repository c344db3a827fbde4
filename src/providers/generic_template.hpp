// Texts of the configuration with variables in braces, as the generic provider makes its requests of. A value is escaped
// for the place where it stands, so nobody has to think of it and no text can break out of it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smsgw::providers::generic {

enum class Variable : std::uint8_t {
    to,
    to_digits,
    from,
    from_digits,
    text,
    text_hex,
    ref,
    msgid,
    attempt,
    dedupe_key,
    report_url,
    reference,
    validity_s,
    validity_ms,
    validity_min,
    expires_at,
    expires_unix,
    now,
    now_unix,
    unicode,
    segments,
    country,
    lane,
    api_key,
    client_id,
    client_secret,
};
inline constexpr std::size_t variable_count = static_cast<std::size_t>(Variable::client_secret) + 1;

using Values = std::array<std::string, variable_count>;
inline std::string& at(Values& values, Variable variable) {
    return values[static_cast<std::size_t>(variable)];
}

// Where a template's result goes.
enum class Place : std::uint8_t {
    url,      // path and query: percent-encoded
    form,     // likewise
    json,     // within quotes: a string's inside; elsewhere: a value, numbers as such and all else in quotes
    xml,      // character data and quoted attributes
    plain,    // as it is
    header,   // as it is; variables that may hold line ends are refused
};

class Template {
public:
    // Why `text` is no template for that place, in a sentence; empty: `out` is it. A brace that begins no {name} is
    // itself, so JSON needs no escapes.
    static std::string parse(std::string_view text, Place place, Template& out);

    std::string render(const Values& values) const;
    bool uses(Variable variable) const;
    bool empty() const { return pieces_.empty(); }

private:
    enum class Escape : std::uint8_t { none, percent, json_inside, json_value, xml };
    struct Piece {
        std::string literal;   // before the variable
        bool has_variable = false;
        Variable variable{};
        Escape escape = Escape::none;
    };

    static Escape escape_for(Place place, bool in_string);
    static std::string escaped(const Piece& piece, const std::string& value);

    std::vector<Piece> pieces_;
};

}   // namespace smsgw::providers::generic
