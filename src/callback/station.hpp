// Tells accounts' services what becomes of their messages: takes events from the outbox, posts them, settles them. Runs on
// every engine; any number may run at once.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "base/heartbeat.hpp"
#include "base/task_group.hpp"
#include "callback/config.hpp"
#include "smsgw/ports/callback_sender.hpp"
#include "smsgw/ports/callback_store.hpp"

namespace smsgw::callback {

class Station {
public:
    Station(asio::any_io_executor executor, CallbackStore& store, CallbackSender& sender, Clock& clock,
            std::vector<Endpoint> endpoints, CallbackConfig config, Jitter jitter);

    // Until stop(); spawn it once.
    Task<> run();

    // Takes nothing more and waits for what is under way, `grace` at most; what is cut off is told again.
    Task<> stop(Millis grace);

    // Of the loop and of every event in hand. The time that storage is away must not count.
    Heartbeat& heartbeat() { return heartbeat_; }

private:
    struct Peer {
        Endpoint endpoint;
        Breaker breaker;
        int in_flight = 0;
        std::vector<Breaker::Permit> permits;   // asked for and not used yet
    };

    Task<> learn_disabled();
    std::vector<CallbackWish> wishes();
    void give_back_permits();
    Task<std::size_t> take_some();
    Task<> tell(Peer* peer, Breaker::Permit permit, CallbackEvent event);
    Task<> settle(Peer* peer, CallbackEvent event, CallbackAnswer answer);
    Task<> endpoint_gone(Peer* peer, CallbackEvent event);
    Task<> pause();   // ended early by the end of what is under way
    Task<> wait_for_wake();

    CallbackStore& store_;
    CallbackSender& sender_;
    Clock& clock_;
    CallbackConfig config_;
    Jitter jitter_;
    std::map<AccountId, Peer> peers_;   // never changes after construction: tell() holds pointers into it
    std::set<AccountId> disabled_;
    MonoTime learn_at_{};
    Heartbeat heartbeat_;
    Heartbeat::Pulse pulse_;
    TaskGroup telling_;
    asio::steady_timer wake_;
    bool stopping_ = false;
};

}   // namespace smsgw::callback
