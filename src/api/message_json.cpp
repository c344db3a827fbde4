#include "api/message_json.hpp"

#include "base/json_pieces.hpp"
#include "base/time_text.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;

json event_json(const StatusEvent& event) {
    json out{{"seq", event.seq}, {"at", to_rfc3339(event.at)}, {"status", to_text(event.status)}};
    if (event.attempt > 0) out["attempt"] = event.attempt;
    if (!event.provider.empty()) out["provider"] = event.provider;
    if (!event.provider_time.empty()) out["provider_time"] = event.provider_time;
    if (!event.error.empty()) out["error"] = event.error;
    return out;
}

json money_json(const Money& money) {
    return {{"amount", micros_text(money.micros)}, {"currency", money.currency}};
}

json money_or_null(const std::optional<Money>& money) {
    return money ? money_json(*money) : json();
}

json amounts_json(const std::vector<Money>& amounts) {
    auto out = json::array();
    for (const auto& money : amounts) out.push_back(money_json(money));
    return out;
}

json message_json(const Message& message) {
    json out{{"msgid", message.msgid.str()},
             {"status", to_text(message.is_scheduled() ? MsgStatus::scheduled : MsgStatus::queued)},
             {"to", message.to.str()},
             {"country", message.country},
             {"encoding", to_text(message.encoding)},
             {"segments", message.segments},
             {"lane", to_text(message.lane)},
             {"reference", text_or_null(message.reference.str())},
             {"accepted_at", to_rfc3339(message.accepted_at)},
             {"expires_at", to_rfc3339(message.expires_at)}};
    if (message.send_at) out["send_at"] = to_rfc3339(*message.send_at);
    return out;
}

// What decided, in words, and nothing of the routes that did not.
json route_json(const dispatch::Candidates& candidates, const Message& message) {
    if (candidates.route == nullptr) return nullptr;
    return {{"name", candidates.route->id.str()}, {"reasons", dispatch::reasons(*candidates.route, message)}};
}

json candidate_json(const ProviderId& provider, const dispatch::Route& route, std::optional<Money> price) {
    json out{{"provider", provider.str()}, {"weight", nullptr}, {"price_estimate", money_or_null(price)}};
    for (std::size_t i = 0; i < route.weights.size(); ++i)
        if (route.providers[i] == provider) out["weight"] = route.weights[i];
    return out;
}

}   // namespace

json accepted_json(const Message& message, const std::optional<Money>& estimate) {
    auto out = message_json(message);
    out["price_estimate"] = money_or_null(estimate);
    return out;
}

json view_json(const MessageView& view) {
    auto out = message_json(view.message);
    out["status"] = to_text(view.status);
    out["sender"] = view.message.sender.str();
    out["resend_safe"] = resend_safe_json(view.status);
    out["duplicate_possible"] = view.duplicate_possible;
    out["corrected"] = view.corrected;
    out["attempts"] = view.attempts;
    out["provider"] = text_or_null(view.provider);
    out["provider_msgids"] = json::array();
    for (const auto& id : view.provider_msgids) out["provider_msgids"].push_back(id.str());
    out["price"] = amounts_json(view.price);
    out["events"] = json::array();
    for (const auto& event : view.events) out["events"].push_back(event_json(event));
    return out;
}

json list_json(const std::vector<MessageView>& views) {
    auto list = json::array();
    for (const auto& view : views) list.push_back(view_json(view));
    return json{{"messages", std::move(list)}};
}

json account_json(const Account& account, const std::vector<Scope>& scopes, const AccountUse& use) {
    json out{{"account", account.id.str()},
             {"scopes", json::array()},
             {"lanes", json::array()},
             {"default_sender", text_or_null(account.default_sender.str())},
             {"senders", json::array()},
             {"default_region", text_or_null(account.default_region)},
             {"segments_max", account.segments_max},
             {"require_idempotency_key", account.require_idempotency_key},
             {"on_ambiguous", to_text(account.on_ambiguous)},
             {"usage",
              {{"messages_today", use.messages.today},
               {"messages_this_month", use.messages.this_month},
               {"spend_this_month", amounts_json(use.spend)}}}};
    for (const auto scope : scopes) out["scopes"].push_back(to_text(scope));
    for (const auto lane : account.lanes) out["lanes"].push_back(to_text(lane));
    for (const auto& sender : account.senders) out["senders"].push_back(sender.str());
    return out;
}

json dry_run_json(const intake::Plan& plan, const dispatch::Routing& routing) {
    const auto& m = plan.message;
    const auto found = routing.routes.candidates(m);
    json out{{"dry_run", true},
             {"to", m.to.str()},
             {"country", m.country},
             {"line_type", to_text(plan.line_type)},
             {"sender", m.sender.str()},
             {"encoding", to_text(m.encoding)},
             {"segments", m.segments},
             {"units", plan.text.units},
             {"units_left", plan.text.units_left},
             {"lane", to_text(m.lane)},
             {"validity_s", std::chrono::duration_cast<std::chrono::seconds>(plan.validity).count()},
             {"route", route_json(found, m)},
             {"candidates", json::array()},
             {"price_estimate", money_or_null(routing.estimate(found, m))}};
    for (const auto& id : found.providers)
        out["candidates"].push_back(candidate_json(id, *found.route, routing.prices.estimate(id, m)));
    out["blockers"] = found.providers.empty() ? json::array({"no_route"}) : json::array();
    return out;
}

}   // namespace smsgw::api
