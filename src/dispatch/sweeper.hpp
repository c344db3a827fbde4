// Moves what is due by time, and has held messages asked about. Runs on every engine; any number may run at once.
#pragma once

#include "dispatch/reconciler.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/report_store.hpp"

namespace smsgw::dispatch {

class Sweeper {
public:
    Sweeper(DueWork& due, Reconciler& reconciler, Clock& clock, Millis every)
        : due_(due), reconciler_(reconciler), clock_(clock), every_(every) {}

    // Until stop(); spawn it once.
    Task<> run();
    void stop() { stopping_ = true; }

private:
    DueWork& due_;
    Reconciler& reconciler_;
    Clock& clock_;
    Millis every_;
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
