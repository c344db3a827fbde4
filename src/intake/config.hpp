// What keeps messages out, for accounts that say nothing else (docs/abuse.md has the reasons of the defaults).
#pragma once

#include <vector>

#include "smsgw/admission.hpp"
#include "smsgw/message.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::intake {

inline constexpr Millis hour = std::chrono::hours{1};
inline constexpr Millis day = std::chrono::hours{24};

struct AdmissionConfig {
    int rate = 50;                    // messages a second of an account; 0: no limit
    int rate_burst = 1000;            // of them at once: a whole batch
    int requests_in_flight_max = 200;   // of an account at one engine; 0: no limit
    bool ratelimit_headers = false;     // RateLimit and RateLimit-Policy on answers to POST /send

    std::vector<Lane> lanes = {Lane::otp};   // whose messages strangers can cause: all but the rate and the spend is for these
    std::vector<AdmissionRule> off;
    std::vector<AdmissionRule> record_only;

    std::vector<Allowance> recipient = {{1, std::chrono::seconds{30}, 0}, {5, hour, 0}, {10, day, 0}};
    std::vector<Allowance> source = {{15, hour, 0}, {50, day, 0}};   // beyond: a challenge
    std::vector<Allowance> source_hard = {{100, hour, 0}};
    std::vector<Allowance> session = {{3, std::chrono::minutes{10}, 0}};
    std::vector<Allowance> block_1000 = {{6, hour, 0}, {15, day, 0}};   // numbers that share all but the last 3 digits
    std::vector<Allowance> block_10000 = {{30, day, 0}};                // the last 4
    std::vector<Allowance> new_country = {{50, day, 20}};
    Millis conversion_wait = std::chrono::minutes{10};

    Secret hash_key;   // numbers appear in log lines of decisions under a hash with this key; empty: they do not
};

}   // namespace smsgw::intake
