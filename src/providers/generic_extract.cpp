#include "providers/generic_extract.hpp"

#include <algorithm>
#include <charconv>

#include "http/ascii.hpp"

namespace smsgw::providers::generic {
namespace {

struct KindRow {
    std::string_view word;
    Extractor::Kind kind;
};

constexpr KindRow kind_rows[] = {
    {"json", Extractor::Kind::json},   {"regex", Extractor::Kind::regex}, {"header", Extractor::Kind::header},
    {"field", Extractor::Kind::field}, {"body", Extractor::Kind::body},
};

constexpr std::string_view forms =
    "must be one of: json /pointer, regex expression, header Name, field name, body";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

// RFC 6901; the empty pointer is the whole document.
bool read_pointer(std::string_view text, std::vector<std::string>& segments) {
    if (text.empty()) return true;
    if (text.front() != '/') return false;
    while (!text.empty()) {
        text.remove_prefix(1);
        const auto end = std::min(text.find('/'), text.size());
        std::string segment(text.substr(0, end));
        text.remove_prefix(end);
        replace_all(segment, "~1", "/");
        replace_all(segment, "~0", "~");
        segments.push_back(std::move(segment));
    }
    return true;
}

const Json* child_of(const Json& node, const std::string& segment) {
    if (node.is_object()) {
        const auto found = node.find(segment);
        return found == node.end() ? nullptr : &*found;
    }
    std::size_t index = 0;
    const auto* end = segment.data() + segment.size();
    const auto parsed = std::from_chars(segment.data(), end, index);
    const bool is_index = parsed.ec == std::errc{} && parsed.ptr == end;
    return node.is_array() && is_index && index < node.size() ? &node[index] : nullptr;
}

std::string text_of(const Json& node) {
    if (node.is_string()) return node.get<std::string>();
    return node.is_number() || node.is_boolean() ? node.dump() : std::string();
}

}   // namespace

std::string Extractor::parse(std::string_view text, Extractor& out) {
    out = {};
    if (text.empty()) return {};
    const auto space = std::min(text.find(' '), text.size());
    const auto row = std::find_if(std::begin(kind_rows), std::end(kind_rows),
                                  [&](const KindRow& one) { return one.word == text.substr(0, space); });
    if (row == std::end(kind_rows)) return std::string(forms);
    std::string rest(text.substr(std::min(space + 1, text.size())));
    out.kind_ = row->kind;
    switch (row->kind) {
        case Kind::json:
            return read_pointer(rest, out.pointer_) ? "" : "a JSON pointer must begin with /";
        case Kind::regex:
            out.pattern_ = Pattern(rest);
            if (rest.empty()) return "an expression must follow regex";
            return out.pattern_.complaint().empty() ? "" : "not an expression: " + out.pattern_.complaint();
        case Kind::header:
            out.name_ = std::move(rest);
            return http::is_token(out.name_) ? "" : "a header's name must follow header";
        case Kind::field:
            out.name_ = std::move(rest);
            return out.name_.empty() ? "a field's name must follow field" : "";
        default:
            return rest.empty() ? "" : std::string(forms);
    }
}

std::vector<const Json*> Extractor::nodes(const Json& root, std::size_t count_max) const {
    std::vector<const Json*> level{&root};
    for (const auto& segment : pointer_) {
        std::vector<const Json*> next;
        for (const auto* node : level) {
            if (segment == "*" && node->is_array()) {
                for (const auto& item : *node)
                    if (next.size() < count_max) next.push_back(&item);
            } else if (const auto* child = child_of(*node, segment);
                       child != nullptr && next.size() < count_max) {
                next.push_back(child);
            }
        }
        level = std::move(next);
    }
    return level;
}

std::vector<std::string> Extractor::all(const Document& document, std::size_t count_max) const {
    std::vector<std::string> found;
    const auto add_named = [&](const std::vector<http::Header>* pairs, auto equal) {
        if (pairs == nullptr) return;
        for (const auto& [name, value] : *pairs)
            if (found.size() < count_max && equal(name, name_)) found.push_back(value);
    };
    switch (kind_) {
        case Kind::json:
            if (document.json == nullptr) break;
            for (const auto* node : nodes(*document.json, count_max))
                if (auto text = text_of(*node); !text.empty()) found.push_back(std::move(text));
            break;
        case Kind::regex:
            for (const auto match : pattern_.find_all(document.body, count_max)) found.emplace_back(match);
            break;
        case Kind::header:
            add_named(document.headers, http::equal_ignoring_case);
            break;
        case Kind::field:
            add_named(document.fields, [](const std::string& a, const std::string& b) { return a == b; });
            break;
        case Kind::body:
            found.emplace_back(document.body);
            break;
        case Kind::none:
            break;
    }
    return found;
}

std::string Extractor::first(const Document& document) const {
    auto found = all(document, 1);
    return found.empty() ? std::string() : std::move(found.front());
}

std::optional<std::vector<Document>> Extractor::parts(const Document& document, std::size_t count_max) const {
    std::vector<Document> parts;
    if (kind_ == Kind::regex) {
        for (const auto match : pattern_.find_all(document.body, count_max + 1)) {
            parts.push_back(document);
            parts.back().body = match;
        }
        if (parts.empty()) return std::nullopt;
        return parts;
    }
    const auto places =
        document.json == nullptr ? std::vector<const Json*>{} : nodes(*document.json, count_max + 1);
    if (places.empty()) return std::nullopt;
    const auto add = [&](const Json& node) {
        if (parts.size() > count_max) return;
        parts.push_back(document);
        parts.back().json = &node;
    };
    for (const auto* node : places) {
        if (node->is_array())
            for (const auto& item : *node) add(item);
        else
            add(*node);
    }
    return parts;
}

}   // namespace smsgw::providers::generic
