// Passes on to a message's provider whether its code was entered, where the provider wants to know. Best effort: in the
// background, one try each, and whoever told us never learns what became of it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/task_group.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::dispatch {

class FeedbackForwarder {
public:
    // Of so many messages feedback is under way at once; that of others is left out, and counted in the log.
    static constexpr std::size_t in_flight_max = 32;

    // `clock` and those of `providers` that take feedback must outlive it.
    FeedbackForwarder(asio::any_io_executor executor, Clock& clock,
                      const std::vector<SmsProvider*>& providers);

    // Tells the provider for each of its ids of the message, until one is not taken. Nothing is told of a message that may
    // have been submitted twice: its ids can be two providers', and which SMS the code came from is not known.
    void forward(const MessageView& view, Conversion outcome);

    // Takes nothing more and gives what is under way `grace` to end. To be called once.
    Task<> stop(Millis grace);

private:
    Task<> tell(SmsProvider* provider, MsgId msgid, std::vector<ConversionFeedback> all);

    Clock& clock_;
    std::unordered_map<std::string, SmsProvider*> takers_;
    std::size_t dropped_ = 0;   // since it was last logged
    TaskGroup under_way_;
};

}   // namespace smsgw::dispatch
