// Entries for API keys, from their text and back.
#include "app/config_read.hpp"
#include "base/time_text.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view expires_word = "expires=";
constexpr std::string_view from_word = "from=";

Problem take_hash(std::string_view text, ApiKey& key) {
    constexpr auto wrong = "must be env:NAME, file:/path or an entry as printed by smsgwctl keys new";
    key.hash = text;
    if (key.hash.size() != 64) return wrong;
    for (char& c : key.hash) {
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return wrong;
    }
    return {};
}

Problem take_scopes(std::string_view text, ApiKey& key) {
    key.scopes.clear();
    for (const auto& word : split_at_commas(text)) {
        Scope scope{};
        if (take_enum(word, scope)) return "has a scope that is not one of send, read, admin";
        if (std::find(key.scopes.begin(), key.scopes.end(), scope) == key.scopes.end())
            key.scopes.push_back(scope);
    }
    if (key.scopes.empty()) return "names no scope after the colon";
    return {};
}

Problem take_limit(std::string_view word, ApiKey& key) {
    if (word.starts_with(expires_word) && !key.expires) {
        key.expires = read_day_or_time(std::string(word.substr(expires_word.size())));
        if (key.expires) return {};
        return "expires at no day or RFC 3339 time, like 2027-01-31 or 2027-01-31T12:00:00Z";
    }
    if (word.starts_with(from_word) && key.from.empty()) {
        const auto items = split_at_commas(word.substr(from_word.size()));
        if (items.empty()) return "names no network after from=";
        return take_ranges(items, key.from);
    }
    return "has behind the scopes something else than one expires= and one from=";
}

}   // namespace

std::optional<WallTime> read_day_or_time(const std::string& text) {
    if (const auto time = from_rfc3339(text)) return time;
    return from_rfc3339(text + "T00:00:00Z");
}

Problem take_api_key(std::string_view text, ApiKey& out) {
    // Scopes may have spaces between them; what limits a key has a '=' in each word.
    const auto equals = text.find('=');
    const auto space = equals == std::string_view::npos ? equals : text.rfind(' ', equals);
    auto head = text.substr(0, space);
    auto rest = space == std::string_view::npos ? std::string_view() : text.substr(space);
    while (head.ends_with(' ')) head.remove_suffix(1);

    ApiKey key;
    const auto colon = std::min(head.find(':'), head.size());
    if (auto problem = take_hash(head.substr(0, colon), key)) return problem;
    if (colon < head.size())
        if (auto problem = take_scopes(head.substr(colon + 1), key)) return problem;
    while (!rest.empty()) {
        rest.remove_prefix(1);   // the space
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(word.size());
        if (word.empty()) continue;
        if (auto problem = take_limit(word, key)) return problem;
    }
    out = std::move(key);
    return {};
}

std::string rights_text(const ApiKey& key) {
    std::string out;
    for (const auto scope : key.scopes) out += (out.empty() ? ":" : ",") + std::string(name_of(scope));
    if (key.expires) out += " " + std::string(expires_word) + to_rfc3339(*key.expires);
    for (std::size_t i = 0; i < key.from.size(); ++i)
        out += (i == 0 ? " " + std::string(from_word) : ",") + key.from[i].text();
    return out;
}

}   // namespace smsgw::app
