// Where the generic provider finds a value in an answer or a webhook request.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/pattern.hpp"
#include "http/message.hpp"
#include "providers/json.hpp"

namespace smsgw::providers::generic {

// What is looked at: an answer, a webhook request, or one of several reports in one. All of it is views.
struct Document {
    std::string_view body;
    const std::vector<http::Header>* headers = nullptr;
    const std::vector<http::Header>* fields = nullptr;   // of query and form
    const Json* json = nullptr;                          // absent when the body is not JSON
};

// "json /a/0/b", "regex <id>(.*?)</id>", "header Name", "field name", "body".
class Extractor {
public:
    enum class Kind : std::uint8_t { none, json, regex, header, field, body };

    // Why `text` is none, in a sentence; empty: `out` is it. An empty text is the extractor that finds nothing.
    static std::string parse(std::string_view text, Extractor& out);

    Kind kind() const { return kind_; }
    explicit operator bool() const { return kind_ != Kind::none; }

    // The values in order: texts as they are, numbers and booleans in JSON's notation; null, objects and arrays are none.
    // `*` in a pointer stands for every element of an array.
    std::vector<std::string> all(const Document& document, std::size_t count_max) const;
    std::string first(const Document& document) const;   // empty: there is none

    // The parts of a document that each are a report: elements of an array, or matches; more than `count_max` of them as
    // one more than that. Nothing: the document has no such place.
    std::optional<std::vector<Document>> parts(const Document& document, std::size_t count_max) const;

private:
    std::vector<const Json*> nodes(const Json& root, std::size_t count_max) const;

    Kind kind_ = Kind::none;
    std::vector<std::string> pointer_;   // its unescaped segments
    std::string name_;
    Pattern pattern_;
};

}   // namespace smsgw::providers::generic
