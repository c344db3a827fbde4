// What a service reads: the body of a callback and its headers.
#pragma once

#include "callback/config.hpp"
#include "smsgw/ports/callback_sender.hpp"
#include "smsgw/ports/callback_store.hpp"

namespace smsgw::callback {

// "evt_<msgid>_<seq>": the same for every try, so that a receiver can drop repeats.
std::string event_id(const CallbackEvent& event);

// {"type":"message.<status>","timestamp":…,"data":{…}}; the same bytes for every try, unless the message has moved on.
std::string payload(const CallbackEvent& event);

// Signed as of `now`.
CallbackRequest make_request(const Endpoint& endpoint, const CallbackEvent& event, WallTime now);

}   // namespace smsgw::callback
