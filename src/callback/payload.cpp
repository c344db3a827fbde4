#include "callback/payload.hpp"

#include <nlohmann/json.hpp>

#include "base/json_pieces.hpp"
#include "base/time_text.hpp"

namespace smsgw::callback {

using nlohmann::json;

std::string event_id(const CallbackEvent& event) {
    return "evt_" + event.view.message.msgid.str() + "_" + std::to_string(event.event.seq);
}

std::string payload(const CallbackEvent& told) {
    const auto& [view, event, tries] = told;
    json ids = json::array();
    for (const auto& id : view.provider_msgids) ids.push_back(id.str());
    const json data{{"msgid", view.message.msgid.str()},
                    {"reference", text_or_null(view.message.reference.str())},
                    {"status", to_text(event.status)},
                    {"seq", event.seq},
                    {"resend_safe", resend_safe_json(event.status)},
                    {"duplicate_possible", view.duplicate_possible},
                    {"corrected", view.corrected && event.status == MsgStatus::delivered},
                    {"to", view.message.to.str()},
                    {"provider", text_or_null(event.provider)},
                    {"provider_msgids", std::move(ids)},
                    {"segments", view.message.segments},
                    {"attempts", event.attempt},
                    {"error", text_or_null(event.error)}};
    const json body{{"type", "message." + std::string(to_text(event.status))},
                    {"timestamp", to_rfc3339(event.at)},
                    {"data", data}};
    return body.dump();
}

CallbackRequest make_request(const Endpoint& endpoint, const CallbackEvent& event, WallTime now) {
    const auto id = event_id(event);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto& own = event.view.message.callback_url;
    CallbackRequest request{.url = own.empty() ? endpoint.url : own, .headers = {}, .body = payload(event)};
    request.headers = {{"Content-Type", "application/json"},
                       {"webhook-id", id},
                       {"webhook-timestamp", std::to_string(seconds)},
                       {"webhook-signature", webhook_signatures(endpoint.keys, id, seconds, request.body)}};
    if (const auto& trace = event.view.message.trace; !trace.empty())
        request.headers.emplace_back("traceparent", trace.str());
    return request;
}

}   // namespace smsgw::callback
