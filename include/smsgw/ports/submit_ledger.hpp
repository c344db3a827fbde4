// What submits have cost and what became of them, as storage adds it up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "smsgw/money.hpp"
#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

// Of one calendar month (UTC): the estimates of accepted attempts, or the provider's own prices where it has said them.
struct SpendRow {
    AccountId account;
    ProviderId provider;
    std::string country;
    Money amount;
};

// Of the submits that began within one minute, through one provider to one country.
struct QualityRow {
    ProviderId provider;
    std::string country;
    WallTime minute;
    std::int64_t submitted = 0;     // accepted
    std::int64_t delivered = 0;     // of these
    std::int64_t undelivered = 0;   // the rest has no final report (yet)
    Millis latency_sum{0};          // from submit to report, of the delivered ones
};

// Errc::storage_unavailable.
class SubmitLedger {
public:
    virtual ~SubmitLedger() = default;

    // `month`: "202611".
    virtual Task<Result<std::vector<SpendRow>>> spend(std::string month) = 0;

    // The last `minutes`, at most 59, the current one included. Several rows may be about the same minute.
    virtual Task<Result<std::vector<QualityRow>>> quality(int minutes) = 0;
};

}   // namespace smsgw
