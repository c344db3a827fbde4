// During an outage the first failure is logged at once, then a count of them at most once a second.
#pragma once

#include <string>

#include "smsgw/ports/clock.hpp"
#include "smsgw/result.hpp"

namespace smsgw::redis {

class OutageLog {
public:
    OutageLog(Clock& clock, std::string name, std::string address)
        : clock_(clock), name_(std::move(name)), address_(std::move(address)) {}

    void failed(const boost::system::error_code& error);   // redis.connection_lost
    void connected();                                      // redis.connected

private:
    Clock& clock_;
    std::string name_;
    std::string address_;
    int failures_ = 0;   // since the last connection
    MonoTime last_logged_{};
    MonoTime since_{};
};

}   // namespace smsgw::redis
