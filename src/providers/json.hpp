// Reading JSON that strangers send: bounded, and without exceptions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace smsgw::providers {

using Json = nlohmann::json;

// Nothing a provider sends is deeper than an array of objects of objects.
inline constexpr int json_depth_max = 16;

// Empty: not JSON, or nested deeper than json_depth_max. The size is the HTTP layer's to limit.
std::optional<Json> parse_json(std::string_view body);

// The compact text of a value; bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string write_json(const Json& value);

// A member that is a string, or an integer as its decimal text: providers do not agree with themselves which of the
// two an id or a code is. Empty: absent, or of another type.
std::string text_member(const Json& object, std::string_view name);

// The first of `names` that has a text.
std::string text_member(const Json& object, std::initializer_list<std::string_view> names);

// Is this usable as a provider's message id: 1 to 64 visible ASCII characters?
bool is_id(std::string_view text);

// Is this a numeric code: 1 to 6 digits?
bool is_numeric_code(std::string_view text);

// The text when it is at most `size_max` printable ASCII characters, else nothing: for times and labels that are
// stored and shown but never acted on.
std::string printable(std::string text, std::size_t size_max);

}   // namespace smsgw::providers
