// What the signature checks of all providers share: keys, the window of a timestamp, the parts of a URL.
//
// No check remembers the nonces or token ids that it has seen. Within the window a captured report can be replayed, and
// then changes nothing: a report that was applied before is no news, and a status only moves to a larger rank.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers {

// How far a timestamp may be from our clock, either way: it bounds how long a captured report can be replayed.
inline constexpr std::chrono::seconds signature_window{300};

// All that are valid now: two while one is replaced by the other.
using SigningKeys = std::span<const Secret>;

// Whether `right(key)` for one of the keys. An empty one is no key: it would make everybody's signature right.
template <class Right>
bool any_key(SigningKeys keys, const Right& right) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](const Secret& key) { return !key.empty() && right(key); });
}

// Digits only, up to 12 of them. Nothing for anything else.
std::optional<WallTime> read_unix_seconds(std::string_view text);

// Errc::signature_expired when it is farther from now than the window, either way.
Result<void> check_window(WallTime signed_at, WallTime now, std::chrono::seconds window = signature_window);

// Signatures that stand in one header, separated by commas, blanks around them dropped; at most four, as each costs a
// comparison and nobody signs by more keys.
std::vector<std::string_view> read_signature_list(std::string_view header);

// A URL as text, cut where query and fragment begin. Not parsed: providers sign its very bytes.
struct SignedUrl {
    std::string_view before_query;
    std::string_view query;   // without '?'
    bool has_query = false;   // an empty query is one

    static SignedUrl split(std::string_view url);
};
std::string_view without_fragment(std::string_view url);

// By name, then by value, bytewise: the order that most schemes sign in.
void sort_pairs(std::vector<http::Header>& pairs);

}   // namespace smsgw::providers
