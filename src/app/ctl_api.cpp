#include "app/ctl_api.hpp"

#include "app/config_checks.hpp"
#include "app/ctl_settings.hpp"

namespace smsgw::app {

std::variant<ApiDoor, std::string> find_door(const ApiOptions& options, const LoadInput& input,
                                             Listener listener) {
    ApiDoor door{options.url, {}};
    if (door.url.empty()) {
        const bool admin = listener == Listener::admin;
        const std::string name = admin ? "admin" : "api";
        Config config;
        if (auto problem = read_setting(input, options.config_path, {"listen", name}, config)) return *problem;
        door.url = url_of(admin ? config.listen.admin : config.listen.api);
        if (door.url.empty()) return "listen." + name + " has port 0: give --url";
    }
    while (door.url.ends_with('/')) door.url.pop_back();
    if (const auto wrong = check_url(door.url)) return "--url " + *wrong;
    auto resolved = resolve_twice(options.key, input.sources);
    if (!resolved.problem.empty()) return "--key: " + resolved.problem;
    if (const auto wrong = check_api_key(resolved.value.reveal())) return "--key " + *wrong;
    door.key = std::move(resolved.value);
    return door;
}

http::ClientRequest request_of(const ApiDoor& door, std::string method, const std::string& target) {
    return {.method = std::move(method),
            .url = door.url + target,
            .headers = {{"Authorization", "Bearer " + door.key.reveal()}},
            .body = {}};
}

void warn_of_clear_text(const ApiDoor& door, CtlContext context) {
    if (transport_of(door.url) == Transport::clear_text)
        context.err << "smsgwctl: " << door.url << " is http: the key and the message travel in the clear\n";
}

}   // namespace smsgw::app
