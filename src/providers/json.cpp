// See json.hpp.
#include "providers/json.hpp"

#include <algorithm>

namespace smsgw::providers {
namespace {

// Counts brackets outside of strings before the parser allocates anything for them.
bool is_too_deep(std::string_view body) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > json_depth_max) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

}   // namespace

std::optional<Json> parse_json(std::string_view body) {
    if (is_too_deep(body)) return std::nullopt;
    auto value = Json::parse(body, nullptr, false);
    if (value.is_discarded()) return std::nullopt;
    return value;
}

std::string write_json(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_member(const Json& object, std::string_view name) {
    if (!object.is_object()) return {};
    const auto found = object.find(name);
    if (found == object.end()) return {};
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number_integer()) return found->dump();
    return {};
}

std::string text_member(const Json& object, std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (auto text = text_member(object, name); !text.empty()) return text;
    return {};
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_numeric_code(std::string_view text) {
    return !text.empty() && text.size() <= 6 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string printable(std::string text, std::size_t size_max) {
    const bool fine = text.size() <= size_max &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return fine ? std::move(text) : std::string();
}

}   // namespace smsgw::providers
