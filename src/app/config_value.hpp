// A value between its notation (TOML, environment, flag) and its field: what the parser found, not yet checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace smsgw::app {

struct Value {
    // `plain` comes from the environment or a flag: it may become any type. The others are TOML's own types and are
    // taken at their word: "5" is not 5.
    enum class Form : std::uint8_t { plain, string, integer, real, boolean, list, integers, table };

    Form form = Form::plain;
    std::string text;                 // all but list, integers and table
    std::vector<std::string> items;   // list (of strings), integers
};

// As TOML writes it, and as an environment variable holds it (lists with commas).
std::string toml_text(const Value& value);
std::string plain_text(const Value& value);

// The form in words, for "expected a number, found a string".
std::string form_name(Value::Form form);

}   // namespace smsgw::app
