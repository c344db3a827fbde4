// Who may send, and how.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smsgw/ip_range.hpp"
#include "smsgw/message.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class Scope : std::uint8_t { send, read, admin };
inline constexpr std::array<std::string_view, 3> scope_names = {"send", "read", "admin"};
constexpr std::string_view to_text(Scope scope) {
    return scope_names[static_cast<std::size_t>(scope)];
}

// What people call an API key: the first digits of its hash. Tells keys apart, and says nothing of them.
using KeyId = StrongString<struct KeyIdTag>;
inline constexpr std::size_t key_id_digits = 12;

// An API key as the configuration holds it: never the key itself.
struct ApiKey {
    std::string hash;   // lower-case hex of HMAC-SHA256(pepper, key)
    std::vector<Scope> scopes = {Scope::send, Scope::read};
    std::optional<WallTime> expires = {};   // from then on it opens nothing; absent: never
    std::vector<IpRange> from = {};         // where it may be used; empty: anywhere

    KeyId id() const { return KeyId(hash.substr(0, key_id_digits)); }
};

struct Account {
    AccountId id;
    std::vector<ApiKey> keys;      // several: for rotation
    Sender default_sender;         // may be empty
    std::vector<Sender> senders;   // allowed beside the default; empty: any valid one
    std::string default_region;    // ISO 3166 alpha-2 or empty
    std::vector<Lane> lanes = {Lane::otp, Lane::normal, Lane::bulk};
    int segments_max = 10;
    bool require_idempotency_key = false;
    OnAmbiguous on_ambiguous = OnAmbiguous::hold;   // of messages that say nothing

    // Where changes of its messages are told; a key is there whenever an URL or a prefix is.
    std::string callback_url;                  // may be empty
    Secret callback_secret;                    // whsec_…
    Secret callback_secret_old;                // signs too, while the other one is new; may be empty
    std::vector<std::string> callback_allow;   // messages may bring an own URL below one of these

    // What keeps its messages out; what is absent is as for all accounts (docs/abuse.md).
    std::optional<int> rate;         // messages a second; 0: no limit
    std::optional<int> rate_burst;   // of them at once
    std::vector<std::string> countries;        // it may send to, ISO 3166 alpha-2 or 001; empty: its home countries, or any when it has none
    std::vector<std::string> home_countries;   // where most of its users are, beside default_region
    std::optional<std::int64_t> spend_day_cap;           // micros of spend_currency a day
    std::optional<std::int64_t> spend_country_day_cap;   // likewise, to each country
    std::string spend_currency = "EUR";
    bool conversion_feedback = false;         // does it say whether its codes are entered?
    bool step_up = false;                     // may it say itself that an end user has proved to be a person?
    std::vector<std::string> admission_allow;   // number prefixes and networks that are never taken for an attack

    bool has_callbacks() const { return !callback_url.empty() || !callback_allow.empty(); }
};

}   // namespace smsgw
