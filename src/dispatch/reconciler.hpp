// Asks providers what became of messages whose submit was not answered.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <unordered_map>
#include <vector>

#include "base/report_ref.hpp"
#include "base/task_group.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/report_store.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::dispatch {

class Reconciler {
public:
    // `messages` tell whom a message was for, which some providers must know to be asked. `attempts_max`: a message that
    // never came is submitted again unless that was its last attempt.
    Reconciler(asio::any_io_executor executor, DueWork& due, MessageStore& messages, const ReportRef& refs,
               const std::vector<SmsProvider*>& providers, int attempts_max);

    // Asks about each whose provider can be asked, in the background. What does not fit is asked about at the message's
    // next turn: storage hands it out again.
    void ask(std::vector<Held> held);

    // Ends the questions under way.
    Task<> stop();

private:
    static constexpr std::size_t questions_max =
        32;   // at once: a provider that is slow to submit is slow to ask

    Task<> ask_one(SmsProvider* provider, Held held);

    DueWork& due_;
    MessageStore& messages_;
    const ReportRef& refs_;
    std::unordered_map<std::string, SmsProvider*> askable_;
    int attempts_max_;
    TaskGroup questions_;
};

}   // namespace smsgw::dispatch
