// Reads what storage has counted and keeps one engine's Quality up to date.
#pragma once

#include "dispatch/quality.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::dispatch {

class QualityWatch {
public:
    QualityWatch(SubmitLedger& ledger, Clock& clock, QualityConfig config)
        : ledger_(ledger), clock_(clock), config_(config), quality_(config) {}

    const Quality& quality() const { return quality_; }

    // Until stop() and the end of its wait. Storage that is away changes nothing: the last standings stay.
    Task<> run();

    void stop() { stopping_ = true; }

    Task<> look();

private:
    SubmitLedger& ledger_;
    Clock& clock_;
    QualityConfig config_;
    Quality quality_;
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
