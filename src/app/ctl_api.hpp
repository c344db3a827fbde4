// Where smsgwctl's commands ask a gateway, and by which key.
#pragma once

#include <string>
#include <variant>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

struct ApiDoor {
    std::string url;   // without a slash at its end
    Secret key;
};

enum class Listener : unsigned char { api, admin };

// --url, else the configuration's address of the listener, and the key that --key refers to. Or what is wrong, as a sentence.
std::variant<ApiDoor, std::string> find_door(const ApiOptions& options, const LoadInput& input,
                                             Listener listener = Listener::api);

http::ClientRequest request_of(const ApiDoor& door, std::string method, const std::string& target);

// Says on `context.err` when the key would be readable on the way.
void warn_of_clear_text(const ApiDoor& door, CtlContext context);

}   // namespace smsgw::app
