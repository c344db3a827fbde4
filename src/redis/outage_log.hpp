// What is wrong with a connection is logged at once, and while it goes on a count of it now and then.
#pragma once

#include <string>
#include <string_view>

#include "smsgw/ports/clock.hpp"
#include "smsgw/result.hpp"

namespace smsgw::redis {

class OutageLog {
public:
    OutageLog(Clock& clock, std::string name, std::string address)
        : clock_(clock), name_(std::move(name)), address_(std::move(address)) {}

    // redis.connection_lost: the first failure since connected(), then at most one line a second.
    void failed(const boost::system::error_code& error);
    void connected();   // redis.connected

    // redis.distrusted: the first of each reason, then at most one line a minute while the reason's first word stays.
    void distrusted(std::string_view reason);

private:
    Clock& clock_;
    std::string name_;
    std::string address_;
    int failures_ = 0;   // since the last connection
    MonoTime last_logged_{};
    MonoTime since_{};
    std::string distrusted_for_;   // the first word of the last reason
    MonoTime distrust_logged_{};
    int distrusts_ = 0;   // for that reason, since it came up
};

}   // namespace smsgw::redis
