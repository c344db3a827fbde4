// The keys of [[accounts]], [[providers]], [[routes]] and [[prices]].
#include "app/config_checks.hpp"
#include "app/config_keys.hpp"

namespace smsgw::app {
namespace {

using A = Account;
using P = providers::ProviderConfig;
using R = dispatch::Route;
using C = dispatch::Price;
using F = Field;

constexpr Millis ms{1};
constexpr Millis hour = std::chrono::hours{1};
constexpr Range identifier{0, 0, ms, check_identifier};

// clang-format off
const AccountKey account_rows[] = {
    {"accounts", "id", [](A& a) -> F { return &a.id; }, identifier,
     "Name of the account, in keys, logs and metrics.", "shop"},
    {"accounts", "keys", [](A& a) -> F { return &a.keys; }, {},
     "Its API keys: entries as printed by `smsgwctl keys new`, or env:NAME or file:/path of one.",
     "file:/run/secrets/shop_key"},
    {"accounts", "default_sender", [](A& a) -> F { return &a.default_sender; }, {0, 0, ms, check_sender},
     "Sender of messages that name none.", "Shop"},
    {"accounts", "senders", [](A& a) -> F { return &a.senders; }, {0, 0, ms, check_sender},
     "Senders that its messages may name beside the default; empty: any valid one."},
    {"accounts", "default_region", [](A& a) -> F { return &a.default_region; }, {0, 0, ms, check_region},
     "Region of national numbers, ISO 3166; without it only international ones are accepted.", "NL"},
    {"accounts", "lanes", [](A& a) -> F { return &a.lanes; }, {1},
     "Lanes that it may use."},
    {"accounts", "segments_max", [](A& a) -> F { return &a.segments_max; }, {1, 10},
     "Most segments of one message."},
    {"accounts", "require_idempotency_key", [](A& a) -> F { return &a.require_idempotency_key; }, {},
     "Refuse messages without an Idempotency-Key, so that a repeated request can never send twice."},
    {"accounts", "on_ambiguous", [](A& a) -> F { return &a.on_ambiguous; }, {},
     "When a submit is not answered: hold (never send twice), or retry (submit once more after 10 s without a report)."},
    {"accounts", "callback_url", [](A& a) -> F { return &a.callback_url; }, {},
     "Its service's URL that is told what becomes of its messages.", "https://shop.example.com/sms-events"},
    {"accounts", "callback_secret", [](A& a) -> F { return &a.callback_secret; }, {},
     "Key that signs what is told: whsec_ and the base64 of 24 to 64 random bytes.", "file:/run/secrets/shop_whsec"},
    {"accounts", "callback_secret_old", [](A& a) -> F { return &a.callback_secret_old; }, {},
     "The former key, which signs too for as long as it stands here: for a service that still has it."},
    {"accounts", "callback_allow", [](A& a) -> F { return &a.callback_allow; }, {},
     "Messages may bring a callback_url of their own below one of these.", "https://shop.example.com/"},
    {"accounts", "rate", [](A& a) -> F { return &a.rate; }, {0, 1'000'000},
     "Messages a second that it may send; absent: admission.rate.", "200"},
    {"accounts", "rate_burst", [](A& a) -> F { return &a.rate_burst; }, {1, 10'000'000},
     "How many of them at once; absent: admission.rate_burst.", "5000"},
    {"accounts", "countries", [](A& a) -> F { return &a.countries; }, {0, 0, ms, check_country},
     "Countries that it may send to, ISO 3166; 001: numbers of no country. Empty: its home countries, or any when it has none.", "NL"},
    {"accounts", "home_countries", [](A& a) -> F { return &a.home_countries; }, {0, 0, ms, check_country},
     "Countries where many of its users are, beside default_region: no cap as for new ones, and a challenge before a block.", "NL"},
    {"accounts", "spend_day_cap", [](A& a) -> F { return &a.spend_day_cap; }, {},
     "Money that its messages may cost a day, by the price table.", "100.00"},
    {"accounts", "spend_country_day_cap", [](A& a) -> F { return &a.spend_country_day_cap; }, {},
     "The same for each country.", "25.00"},
    {"accounts", "spend_currency", [](A& a) -> F { return &a.spend_currency; }, {0, 0, ms, check_currency},
     "Currency of both caps; only prices in it count."},
    {"accounts", "conversion_feedback", [](A& a) -> F { return &a.conversion_feedback; }, {},
     "It says by POST /messages/{msgid}/conversion whether its codes are entered: what is never entered gets blocked."},
    {"accounts", "step_up", [](A& a) -> F { return &a.step_up; }, {},
     "It may say with challenge_passed that its end user has proved to be a person."},
    {"accounts", "admission_allow", [](A& a) -> F { return &a.admission_allow; }, {0, 0, ms, check_allow_entry},
     "Numbers, by their first digits, and networks of end users that are never taken for an abuse.", "+31612345678"},
};

const ProviderKey provider_rows[] = {
    {"providers", "id", [](P& p) -> F { return &p.id; }, identifier,
     "Name of the provider, in routes, logs, metrics and its webhook's path.", "smstools"},
    {"providers", "type", [](P& p) -> F { return &p.type; }, {},
     "Which API it speaks; docs/providers.md has a section for each, with the settings that only that type has.", "smstools"},
    {"providers", "api", [](P& p) -> F { return &p.api; }, {},
     "smstools: bearer (one key) or client (client id and secret).", "bearer"},
    {"providers", "base_url", [](P& p) -> F { return &p.base_url; }, {0, 0, ms, check_url},
     "Where it is reached; the default depends on type and api.", "https://api.smstools.nl/send"},
    {"providers", "api_key", [](P& p) -> F { return &p.api_key; }, {0, 0, ms, check_api_key},
     "Secret key of api bearer.", "file:/run/secrets/smstools_api_key"},
    {"providers", "client_id", [](P& p) -> F { return &p.client_id; }, {0, 0, ms, check_api_key},
     "Client id of api client.", "12345"},
    {"providers", "client_secret", [](P& p) -> F { return &p.client_secret; }, {0, 0, ms, check_api_key},
     "Client secret of api client.", "file:/run/secrets/smstools_client_secret"},
    {"providers", "webhook_secret", [](P& p) -> F { return &p.webhook_secret; }, {},
     "Secret that its delivery reports are signed with.", "file:/run/secrets/smstools_webhook_secret"},
    {"providers", "dedupe", [](P& p) -> F { return &p.dedupe; }, {},
     "sandbox, http: repeat an ambiguous submit with the same key, because the provider drops repeats."},
    {"providers", "tps", [](P& p) -> F { return &p.pace.tps; }, {0, 100'000},
     "Segments per second that it may be given by all gateways together; 0: no limit."},
    {"providers", "burst", [](P& p) -> F { return &p.pace.burst; }, {1, 100'000},
     "Segments that may go at once after a pause; above 1 only for a provider that does not count by the second."},
    {"providers", "in_flight_max", [](P& p) -> F { return &p.in_flight_max; }, {1, 10'000},
     "Submits to it at the same time, per engine, at most; fewer while it is slow or refuses."},
    {"providers", "connect_ms", [](P& p) -> F { return &p.limits.connect_time_max; }, {1, 60'000, ms},
     "Longest time to connect, TLS included."},
    {"providers", "write_ms", [](P& p) -> F { return &p.limits.write_time_max; }, {1, 60'000, ms},
     "Longest time to hand over a request."},
    {"providers", "read_ms", [](P& p) -> F { return &p.limits.read_time_max; }, {1, 300'000, ms},
     "Longest time to wait for the answer; after it the outcome is unknown."},
    {"providers", "connections_max", [](P& p) -> F { return &p.limits.connections_per_origin_max; }, {1, 10'000},
     "Connections to it, per engine."},
    {"providers", "report_window_h", [](P& p) -> F { return &p.report_window; }, {1, 720, hour},
     "Without a final report for that long a message ends as dlr_timeout."},
};

const RouteKey route_rows[] = {
    {"routes", "id", [](R& r) -> F { return &r.id; }, identifier,
     "Name of the route, in dry runs; without one it is called by its place: #1.", "codes"},
    {"routes", "account", [](R& r) -> F { return &r.account; }, identifier,
     "Only messages of this account.", "shop"},
    {"routes", "lane", [](R& r) -> F { return &r.lane; }, {},
     "Only messages of this lane: otp, normal or bulk.", "otp"},
    {"routes", "sender", [](R& r) -> F { return &r.sender; }, {0, 0, ms, check_sender},
     "Only messages with this sender.", "Shop"},
    {"routes", "prefix", [](R& r) -> F { return &r.prefix; }, {0, 0, ms, check_prefix},
     "Only recipients whose number starts like this."},
    {"routes", "country", [](R& r) -> F { return &r.countries; }, {0, 0, ms, check_country},
     "Only recipients of these countries, ISO 3166; 001: numbers of no country.", "NL"},
    {"routes", "providers", [](R& r) -> F { return &r.providers; }, {1, 0, ms, check_identifier},
     "Ids of providers, tried in this order.", "smstools"},
    {"routes", "weights", [](R& r) -> F { return &r.weights; }, {0, 1'000'000},
     "One for each of the providers: the share of messages that try it first; empty: always the first.", "1"},
};

const PriceKey price_rows[] = {
    {"prices", "provider", [](C& c) -> F { return &c.provider; }, identifier,
     "Id of the provider that asks this price.", "smstools"},
    {"prices", "prefix", [](C& c) -> F { return &c.prefix; }, {0, 0, ms, check_prefix},
     "To recipients whose number starts like this; the longest one that fits decides."},
    {"prices", "country", [](C& c) -> F { return &c.countries; }, {0, 0, ms, check_country},
     "To recipients of these countries, ISO 3166; 001: numbers of no country.", "NL"},
    {"prices", "price", [](C& c) -> F { return &c.micros; }, {},
     "Of one segment, as a decimal string.", "0.0450"},
    {"prices", "currency", [](C& c) -> F { return &c.currency; }, {0, 0, ms, check_currency},
     "ISO 4217."},
};
// clang-format on

}   // namespace

std::span<const AccountKey> account_keys() {
    return account_rows;
}
std::span<const ProviderKey> provider_keys() {
    return provider_rows;
}
std::span<const RouteKey> route_keys() {
    return route_rows;
}
std::span<const PriceKey> price_keys() {
    return price_rows;
}

ByEnvironment by_environment(const ProviderKey& key) {
    // The id and the type are in the variable's name already, and that type cannot dedupe.
    const bool fixed = key.name == "id" || key.name == "type" || key.name == "dedupe";
    return fixed ? ByEnvironment::no : ByEnvironment::yes;
}

}   // namespace smsgw::app
