// The keys of the fixed sections. Bounds are generous: they refuse slips of the pen, not taste.
#include "app/config_keys.hpp"

#include <algorithm>
#include <vector>

#include "app/config_checks.hpp"

namespace smsgw::app {
namespace {

using C = Config;
using F = Field;

constexpr Millis ms{1};
constexpr Millis second = std::chrono::seconds{1};
constexpr Millis hour = std::chrono::hours{1};

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t week_s = 604'800;
constexpr std::int64_t year_h = 8'784;
constexpr std::int64_t mebi = 1 << 20;
constexpr Range any_text{};
constexpr Range chance{0, 1};

// clang-format off
const ConfigKey rows[] = {
    {"", "threads", [](C& c) -> F { return &c.threads; }, {1, 256},
     "Engines, one thread each; by default half the processor's cores.", "2"},
    {"", "roles", [](C& c) -> F { return &c.roles; }, {1},
     "What this process does: api, worker, webhook, sweeper, callback."},
    {"", "shutdown_delay_s", [](C& c) -> F { return &c.shutdown_delay; }, {0, 3'600, second},
     "How long to go on as before after /readyz says that the daemon stops, so that a load balancer sends nothing more."},
    {"", "shutdown_grace_s", [](C& c) -> F { return &c.shutdown_grace; }, {0, 3'600, second},
     "How long requests and submits in progress may take to end when the daemon stops."},

    {"listen", "api", [](C& c) -> F { return &c.listen.api; }, any_text,
     "Where your own services send messages; keep it internal."},
    {"listen", "webhook", [](C& c) -> F { return &c.listen.webhook; }, any_text,
     "Where providers deliver their reports; the only listener that the internet needs to reach."},
    {"listen", "admin", [](C& c) -> F { return &c.listen.admin; }, any_text,
     "Health and metrics; keep it internal."},

    {"redis", "url", [](C& c) -> F { return &c.redis.address; }, any_text,
     "redis://, rediss:// or unix:///path; without it the daemon runs a private redis-server in the data folder.",
     "redis://127.0.0.1:6379/0"},
    {"redis", "durability", [](C& c) -> F { return &c.redis.durability; }, any_text,
     "strict: a 202 means on disk; strict+replica: and at a replica; relaxed: a crash may lose the last accepted messages."},
    {"redis", "replica_wait_ms", [](C& c) -> F { return &c.redis.replica_wait; }, {1, 60'000, ms},
     "Longest time to wait for a replica's confirmation with strict+replica; then the message is refused with 503."},
    {"redis", "partitions", [](C& c) -> F { return &c.redis.partitions; }, {1, 256},
     "Parts that the queue is split into; do not change it while messages are stored."},
    {"redis", "connect_ms", [](C& c) -> F { return &c.redis.limits.connect_time_max; }, {1, 60'000, ms},
     "Longest time to connect to Redis."},
    {"redis", "call_ms", [](C& c) -> F { return &c.redis.limits.call_time_max; }, {1, 60'000, ms},
     "Longest time to wait for a reply from Redis before the connection counts as broken."},
    {"redis", "maxmemory_mb", [](C& c) -> F { return &c.redis.maxmemory_mb; }, {16, 1'048'576},
     "Memory of the private redis-server in MiB; when it is full, new messages are refused, none is evicted."},
    {"redis", "server", [](C& c) -> F { return &c.redis.server; }, {0, 0, ms, check_program},
     "The program of the private redis-server: a path, or a name to look up in PATH."},

    {"data", "dir", [](C& c) -> F { return &c.data_dir; }, {0, 0, ms, check_absolute_path},
     "Folder for what must survive a restart: the private redis-server's data and generated keys."},

    {"webhook", "public_url", [](C& c) -> F { return &c.webhook.public_url; }, {0, 0, ms, check_url},
     "The webhook listener as providers reach it from outside, through your TLS proxy.",
     "https://sms.example.com"},
    {"webhook", "ref_secret", [](C& c) -> F { return &c.webhook.ref_secret; }, any_text,
     "Secret that signs the reference in a message's report URL; the same for all replicas.",
     "file:/run/secrets/smsgw_ref"},

    {"auth", "pepper", [](C& c) -> F { return &c.pepper; }, any_text,
     "Secret that keys the hashes of API keys; needed as soon as an account lists keys.",
     "file:/run/secrets/smsgw_pepper"},
    {"auth", "failures_per_minute", [](C& c) -> F { return &c.auth.failures_per_minute; }, {0, 10'000},
     "Requests without a valid key that an address may make a minute, per engine; more are answered 429. 0: no limit."},
    {"auth", "trusted_proxies", [](C& c) -> F { return &c.auth.trusted_proxies; }, any_text,
     "Addresses and networks of your own proxies, whose X-Forwarded-For says where a request comes from.", "10.0.0.5"},

    {"dispatch", "in_flight_max", [](C& c) -> F { return &c.dispatch.in_flight_max; }, {1, 10'000},
     "Submits at the same time, per engine."},
    {"dispatch", "attempts_max", [](C& c) -> F { return &c.dispatch.attempts_max; }, {1, 100},
     "Tries to hand a message to a provider before it has failed."},
    {"dispatch", "retry_min_ms", [](C& c) -> F { return &c.dispatch.retry_min; }, {1, day_ms, ms},
     "Shortest pause between tries; each is random, up to three times the one before."},
    {"dispatch", "retry_max_ms", [](C& c) -> F { return &c.dispatch.retry_max; }, {1, day_ms, ms},
     "Longest pause between tries."},
    {"dispatch", "hold_otp_s", [](C& c) -> F { return &c.dispatch.hold_otp; }, {1, week_s, second},
     "How long a message of lane otp whose submit has an unknown outcome waits for a report."},
    {"dispatch", "hold_s", [](C& c) -> F { return &c.dispatch.hold; }, {1, week_s, second},
     "The same for the other lanes."},
    {"dispatch", "lease_s", [](C& c) -> F { return &c.dispatch.lease; }, {1, 3'600, second},
     "A message that a worker took and did not settle for that long is taken over by another one."},

    {"dispatch", "hedge_otp_after_s", [](C& c) -> F { return &c.dispatch.hedge_otp; }, {0, 3'600, second},
     "A message of lane otp that is not delivered by then is submitted once more, through the next provider of its route, flagged; 0: never."},
    {"dispatch", "quality_settle_s", [](C& c) -> F { return &c.dispatch.quality.settle; }, {0, 1'800, second},
     "Providers are judged by submits that are so old, because their reports had time to come; 0: never."},
    {"dispatch", "quality_submits_min", [](C& c) -> F { return &c.dispatch.quality.submits_min; }, {1, 1'000'000},
     "So many submits to one country within 15 minutes are needed for a judgement."},
    {"dispatch", "quality_delivered_min_percent", [](C& c) -> F { return &c.dispatch.quality.delivered_min_percent; }, {0, 100},
     "A provider that delivers a smaller share loses traffic to others that do better."},
    {"dispatch", "quality_latency_max_s", [](C& c) -> F { return &c.dispatch.quality.latency_max; }, {1, 86'400, second},
     "So does one that takes longer than that on average."},
    {"dispatch", "quality_dwell_s", [](C& c) -> F { return &c.dispatch.quality.dwell; }, {1, 86'400, second},
     "A provider's standing stays for so long at least."},
    {"dispatch", "breaker_outcomes_min", [](C& c) -> F { return &c.dispatch.breaker.outcomes_min; }, {1, 1'000'000},
     "A provider is left alone for a while when half of so many submits, or more, failed within 10 s."},
    {"dispatch", "reclaim_every_s", [](C& c) -> F { return &c.dispatch.reclaim_every; }, {1, 3'600, second},
     "How often a process looks for messages that others took and did not settle."},

    {"callback", "timeout_ms", [](C& c) -> F { return &c.callback.timeout; }, {100, 60'000, ms},
     "Longest time for one callback to an account's service, connecting and answer included."},
    {"callback", "in_flight_max", [](C& c) -> F { return &c.callback.in_flight_max; }, {1, 1'000},
     "Callbacks to one account's service at the same time, per engine."},
    {"callback", "retry_first_ms", [](C& c) -> F { return &c.callback.retry_first; }, {1, 60'000, ms},
     "Pause before a failed callback is sent again; the nine pauses grow to 14400 times that, 52 h in all at 5 s."},
    {"callback", "allow_loopback", [](C& c) -> F { return &c.callback.allow_loopback; }, {},
     "Development: callback URLs may name this machine, by http and on any port."},
    {"callback", "allow_networks", [](C& c) -> F { return &c.callback.allow_networks; }, {0, 0, ms, check_network},
     "Your own networks that callbacks may reach although they are not part of the internet; none by default.",
     "10.20.0.0/16"},

    {"admission", "rate", [](C& c) -> F { return &c.admission.rate; }, {0, 1'000'000},
     "Messages a second that an account may send; 0: no limit."},
    {"admission", "rate_burst", [](C& c) -> F { return &c.admission.rate_burst; }, {1, 10'000'000},
     "How many of them at once after a pause."},
    {"admission", "requests_in_flight_max", [](C& c) -> F { return &c.admission.requests_in_flight_max; }, {0, 1'000'000},
     "Requests to send that an account may have in progress, per engine; 0: no limit."},
    {"admission", "ratelimit_headers", [](C& c) -> F { return &c.admission.ratelimit_headers; }, {},
     "Say RateLimit and RateLimit-Policy on answers to POST /send."},
    {"admission", "lanes", [](C& c) -> F { return &c.admission.lanes; }, {},
     "Lanes whose messages strangers can cause: the rules against abuse are for these; empty: none."},
    {"admission", "off", [](C& c) -> F { return &c.admission.off; }, {},
     "Rules that are not applied, by name (docs/abuse.md).", "range_scan"},
    {"admission", "record_only", [](C& c) -> F { return &c.admission.record_only; }, {},
     "Rules that only write down what they would have kept out.", "drift"},
    {"admission", "recipient", [](C& c) -> F { return &c.admission.recipient; }, {},
     "Messages to one number: a count, a span, and after a colon how many at once."},
    {"admission", "source", [](C& c) -> F { return &c.admission.source; }, {},
     "Messages on behalf of one end_user_ip (IPv6: /64); more are asked for a challenge."},
    {"admission", "source_hard", [](C& c) -> F { return &c.admission.source_hard; }, {},
     "The same, and more are refused."},
    {"admission", "session", [](C& c) -> F { return &c.admission.session; }, {},
     "Messages of one session_id; more are asked for a challenge."},
    {"admission", "block_1000", [](C& c) -> F { return &c.admission.block_1000; }, {},
     "Messages to numbers that share all but their last three digits."},
    {"admission", "block_10000", [](C& c) -> F { return &c.admission.block_10000; }, {},
     "The same for the last four digits."},
    {"admission", "new_country", [](C& c) -> F { return &c.admission.new_country; }, {0, 1},
     "Messages to a country that is not a home country, in its first 14 days; at most one limit."},
    {"admission", "conversion_wait_s", [](C& c) -> F { return &c.admission.conversion_wait; }, {10, 86'400, second},
     "A code that an account with conversion_feedback has not called entered by then counts as never entered."},

    {"captcha", "service", [](C& c) -> F { return &c.captcha.service; }, any_text,
     "Who is asked whether a captcha_token is good: turnstile, hcaptcha or recaptcha; without one no token is.",
     "turnstile"},
    {"captcha", "secret", [](C& c) -> F { return &c.captcha.secret; }, any_text,
     "The service's secret key.", "file:/run/secrets/smsgw_captcha"},
    {"captcha", "sitekey", [](C& c) -> F { return &c.captcha.sitekey; }, any_text,
     "hcaptcha: the widget's site key; tokens of other widgets of the same secret are refused."},
    {"captcha", "hostnames", [](C& c) -> F { return &c.captcha.hostnames; }, {0, 0, ms, check_host_name},
     "Your sites that show the widget; tokens from others are refused.", "www.example.com"},
    {"captcha", "action", [](C& c) -> F { return &c.captcha.action; }, any_text,
     "turnstile and recaptcha (v3): the action that the widget is shown for; tokens for others are refused.",
     "send_code"},
    {"captcha", "score_min", [](C& c) -> F { return &c.captcha.score_min; }, chance,
     "recaptcha (v3): the smallest score that counts as a person."},
    {"captcha", "verify_url", [](C& c) -> F { return &c.captcha.verify_url; }, {0, 0, ms, check_url},
     "Where the service is asked, when not at its own address.",
     "https://challenges.cloudflare.com/turnstile/v0/siteverify"},
    {"captcha", "on_outage", [](C& c) -> F { return &c.captcha.on_outage; }, any_text,
     "While the service is out of order: deny takes no token for good, allow takes every new one."},
    {"captcha", "timeout_ms", [](C& c) -> F { return &c.captcha.timeout; }, {100, 10'000, ms},
     "Longest time for one question to the service, of which there are two at most."},

    {"limits", "header_bytes_max", [](C& c) -> F { return &c.limits.header_bytes_max; }, {256, mebi},
     "Largest head of a request, in bytes."},
    {"limits", "header_fields_max", [](C& c) -> F { return &c.limits.header_fields_max; }, {1, 1'000},
     "Most header fields of a request."},
    {"limits", "target_bytes_max", [](C& c) -> F { return &c.limits.target_bytes_max; }, {16, 65'536},
     "Longest path and query of a request, in bytes."},
    {"limits", "body_bytes_max", [](C& c) -> F { return &c.limits.body_bytes_max; }, {256, 16 * mebi},
     "Largest body of a request, in bytes."},
    {"limits", "batch_bytes_max", [](C& c) -> F { return &c.batch_bytes_max; }, {256, 64 * mebi},
     "Largest body of POST /send/batch, in bytes."},
    {"limits", "header_time_ms", [](C& c) -> F { return &c.limits.header_time_max; }, {1, 600'000, ms},
     "Longest time for the head of a request to arrive."},
    {"limits", "body_time_ms", [](C& c) -> F { return &c.limits.body_time_max; }, {1, 600'000, ms},
     "Longest time for the body of a request to arrive."},
    {"limits", "idle_time_ms", [](C& c) -> F { return &c.limits.idle_time_max; }, {1, 3'600'000, ms},
     "Longest pause between two requests of one connection."},
    {"limits", "write_time_ms", [](C& c) -> F { return &c.limits.write_time_max; }, {1, 600'000, ms},
     "Longest time for an answer to be taken by the client."},
    {"limits", "connections_max", [](C& c) -> F { return &c.limits.connections_max; }, {1, 1'000'000},
     "Connections per listener and engine; more are answered 503."},
    {"limits", "requests_per_connection_max", [](C& c) -> F { return &c.limits.requests_per_connection_max; },
     {1, 1'000'000'000}, "Requests after which a connection is closed, so that load spreads over replicas."},

    {"retention", "hours", [](C& c) -> F { return &c.retention.messages; }, {1, year_h, hour},
     "How long the status of a message can be asked for."},
    {"retention", "idempotency_hours", [](C& c) -> F { return &c.retention.idempotency; }, {1, year_h, hour},
     "How long a repeated request with the same Idempotency-Key is recognised."},
    {"retention", "early_report_hours", [](C& c) -> F { return &c.retention.early_reports; }, {1, 168, hour},
     "How long a report of a message that is not known yet is kept for it."},
    {"retention", "parked_reports_max", [](C& c) -> F { return &c.retention.parked_reports_max; }, {1, 10'000'000},
     "Provider msgids, per partition, for which such reports are kept; those of further ones are dropped and counted."},

    {"log", "level", [](C& c) -> F { return &c.log.level; }, any_text,
     "trace, debug, info, warn, error or off."},
    {"log", "format", [](C& c) -> F { return &c.log.format; }, any_text,
     "logfmt, json, or auto: logfmt on a terminal and json otherwise."},
    {"log", "repeats_max", [](C& c) -> F { return &c.log.repeats_max; }, {0, 1'000'000},
     "Warnings and errors of one kind that are written in full in one second; log.suppressed counts the others; 0: all."},

    {"sandbox", "latency_ms", [](C& c) -> F { return &c.sandbox.latency; }, {0, 600'000, ms},
     "How long the simulated operator takes to answer."},
    {"sandbox", "report_delay_ms", [](C& c) -> F { return &c.sandbox.report_delay; }, {0, day_ms, ms},
     "How long after that its first delivery report comes, and from one to the next."},
    {"sandbox", "tps", [](C& c) -> F { return &c.sandbox.tps; }, {0, 1'000'000},
     "Segments that it takes in a second; more are answered 429; 0: any number."},
    {"sandbox", "dedupe", [](C& c) -> F { return &c.sandbox_dedupe; }, {},
     "Drop repeats: a submit whose Idempotency-Key was accepted before makes no second SMS."},
    {"sandbox", "seed", [](C& c) -> F { return &c.sandbox.seed; }, {0, INT64_MAX},
     "Start of its random numbers: the same seed gives the same faults."},
    {"sandbox", "early", [](C& c) -> F { return &c.sandbox.early; }, chance,
     "Chance that a report comes before the answer to its submit."},
    {"sandbox", "duplicate", [](C& c) -> F { return &c.sandbox.duplicate; }, chance,
     "Chance that a report comes twice."},
    {"sandbox", "shuffled", [](C& c) -> F { return &c.sandbox.shuffled; }, chance,
     "Chance that the reports of a message come in the wrong order."},
    {"sandbox", "missing", [](C& c) -> F { return &c.sandbox.missing; }, chance,
     "Chance that no report comes at all."},
    {"sandbox", "http_401", [](C& c) -> F { return &c.sandbox.http_401; }, chance,
     "Chance of the answer 401, as if the key were wrong."},
    {"sandbox", "http_402", [](C& c) -> F { return &c.sandbox.http_402; }, chance,
     "Chance of the answer 402, as if the credit were spent."},
    {"sandbox", "http_429", [](C& c) -> F { return &c.sandbox.http_429; }, chance,
     "Chance of the answer 429, too many requests."},
    {"sandbox", "http_503", [](C& c) -> F { return &c.sandbox.http_503; }, chance,
     "Chance of the answer 503, unavailable."},
    {"sandbox", "http_500", [](C& c) -> F { return &c.sandbox.http_500; }, chance,
     "Chance of the answer 500, after which nobody knows whether the message was accepted."},
    {"sandbox", "reset", [](C& c) -> F { return &c.sandbox.reset; }, chance,
     "Chance that the connection is reset instead of answered."},
    {"sandbox", "hang", [](C& c) -> F { return &c.sandbox.hang; }, chance,
     "Chance that no answer comes until the gateway gives up."},
};
// clang-format on

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// Those of the services that keep secrets stand before all that may be one of their secrets: fields are read in this order.
std::vector<ConfigKey> all_rows() {
    std::vector<ConfigKey> all(std::begin(rows), std::end(rows));
    const auto sections =
        std::find_if(all.begin(), all.end(), [](const ConfigKey& key) { return !key.section.empty(); });
    const auto secrets = secrets_keys();
    all.insert(sections, secrets.begin(), secrets.end());
    return all;
}

}   // namespace

std::span<const ConfigKey> config_keys() {
    static const auto all = all_rows();
    return all;
}

std::string dotted(std::string_view section, std::string_view name) {
    return section.empty() ? std::string(name) : std::string(section) + '.' + std::string(name);
}

std::string env_name(std::string_view section, std::string_view name) {
    return "SMSGW_" + (section.empty() ? "" : upper(section) + '_') + upper(name);
}

}   // namespace smsgw::app
