// Moves what is due by time. Runs on every engine; any number may run at once.
#pragma once

#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/report_store.hpp"

namespace smsgw::dispatch {

class Sweeper {
public:
    Sweeper(DueWork& due, Clock& clock, Millis every) : due_(due), clock_(clock), every_(every) {}

    // Until stop(); spawn it once.
    Task<> run();
    void stop() { stopping_ = true; }

private:
    DueWork& due_;
    Clock& clock_;
    Millis every_;
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
