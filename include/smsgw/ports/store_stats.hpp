// How much is where in storage, for those who look after it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "smsgw/message.hpp"
#include "smsgw/msg_status.hpp"
#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

struct LaneStats {
    std::int64_t messages = 0;   // in the queue, those in workers' hands included
    std::int64_t lent = 0;       // those in workers' hands
    Millis oldest{0};            // how long the first of them has been there
};

struct StoreStats {
    static constexpr std::array lane_order{Lane::otp, Lane::normal, Lane::bulk};

    WallTime at{};                     // storage clock
    std::map<Lane, LaneStats> lanes;   // all three
    std::int64_t due = 0;              // messages that wait for a time
    Millis overdue{0};                 // how long ago the first of these times came, and nobody has seen to it
    std::int64_t dead_letters = 0;
    std::int64_t reports_parked = 0;   // provider msgids that reports wait under
    std::int64_t admitted = 0;         // ever
    std::int64_t ended = 0;            // have left the live statuses, ever
    std::map<MsgStatus, std::int64_t> moves;               // to each status, ever
    std::int64_t callbacks_told = 0;                       // events, ever
    std::map<AccountId, std::int64_t> callbacks_pending;   // messages with events to tell, of the accounts asked for
    std::int64_t memory_bytes = 0;
    std::int64_t memory_bytes_max = 0;   // 0: no limit
    bool write_ok = true;                // the last write of what makes it durable
};

class StoreReader {
public:
    virtual ~StoreReader() = default;

    // Not of one moment: numbers read one after the other. Errc::storage_unavailable.
    virtual Task<Result<StoreStats>> read(std::vector<AccountId> accounts) = 0;
};

}   // namespace smsgw
