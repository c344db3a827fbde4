// Moves what is due by time, and has held messages asked about. Runs on every engine; any number may run at once.
#pragma once

#include "base/heartbeat.hpp"
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

    // The time that storage is away must not count.
    Heartbeat& heartbeat() { return heartbeat_; }

private:
    DueWork& due_;
    Reconciler& reconciler_;
    Clock& clock_;
    Millis every_;
    Heartbeat heartbeat_;
    Heartbeat::Pulse pulse_{heartbeat_, "sweeping", storage_patience};
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
