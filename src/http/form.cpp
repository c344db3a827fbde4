#include "http/form.hpp"

#include <algorithm>

#include "http/ascii.hpp"
#include "http/percent.hpp"

namespace smsgw::http {
namespace {

std::optional<std::string> decode(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode_bytes(spaced);
}

// Space by space: an escaped one would be right as well, but signatures are made of what libraries write.
std::string encode(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto space = std::min(text.find(' '), text.size());
        out += percent_encode(text.substr(0, space));
        if (space < text.size()) out += '+';
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return out;
}

}   // namespace

std::optional<std::vector<Header>> read_form(std::string_view text) {
    std::vector<Header> pairs;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (pairs.size() == form_pairs_max) return std::nullopt;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals));
        auto value = decode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return pairs;
}

std::string write_form(std::span<const Header> pairs) {
    std::string out;
    for (const auto& [name, value] : pairs) {
        if (!out.empty()) out += '&';
        out += encode(name) + "=" + encode(value);
    }
    return out;
}

bool is_form(std::string_view content_type) {
    const auto media = content_type.substr(0, content_type.find_first_of("; \t"));
    constexpr std::string_view form = "application/x-www-form-urlencoded";
    return equal_ignoring_case(media, form);
}

}   // namespace smsgw::http
