// How long things are kept.
#pragma once

#include <cstddef>

#include "smsgw/time.hpp"

namespace smsgw::redis {

struct StoreConfig {
    Millis retention = std::chrono::hours{72};       // of a message after its (soft-)final status
    Millis idempotency = std::chrono::hours{24};     // of an idempotency key; not longer than retention
    Millis early_report = std::chrono::hours{1};     // of a report whose provider msgid is not known
    Millis report_window = std::chrono::hours{72};   // without a final report by then: dlr_timeout
    Millis lease = std::chrono::seconds{60};         // then another worker takes over
    Millis hold_otp = std::chrono::minutes{10};      // how long `unknown` waits for news, lane otp
    Millis hold = std::chrono::hours{24};            // and the other lanes
    int deliveries_max = 4;                          // loans of a message that no process survived to begin
    std::size_t parked_reports_max = 16;             // per provider msgid
    std::size_t parked_ids_max = 50'000;             // per partition; more are dropped and counted
};

}   // namespace smsgw::redis
