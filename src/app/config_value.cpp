// Values as text.
#include "app/config_value.hpp"

#include <fmt/format.h>

namespace smsgw::app {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += fmt::format("\\u{:04X}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

}   // namespace

std::string toml_text(const Value& value) {
    switch (value.form) {
        case Value::Form::integer:
        case Value::Form::real:
        case Value::Form::boolean:
            return value.text;
        case Value::Form::list:
        case Value::Form::integers: {
            const bool strings = value.form == Value::Form::list;
            std::string out = "[";
            for (const auto& item : value.items)
                out += (out.size() > 1 ? ", " : "") + (strings ? quoted(item) : item);
            return out + "]";
        }
        case Value::Form::plain:
        case Value::Form::string:
        case Value::Form::table:
            break;
    }
    return quoted(value.text);
}

std::string plain_text(const Value& value) {
    if (value.form != Value::Form::list && value.form != Value::Form::integers) return value.text;
    std::string out;
    for (const auto& item : value.items) out += (out.empty() ? "" : ",") + item;
    return out;
}

std::string form_name(Value::Form form) {
    switch (form) {
        case Value::Form::plain:
        case Value::Form::string:
            return "a string";
        case Value::Form::integer:
            return "a whole number";
        case Value::Form::real:
            return "a number";
        case Value::Form::boolean:
            return "true or false";
        case Value::Form::list:
            return "a list of strings";
        case Value::Form::integers:
            return "a list of whole numbers";
        case Value::Form::table:
            break;
    }
    return "another kind of value";
}

}   // namespace smsgw::app
