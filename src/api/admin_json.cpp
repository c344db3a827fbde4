#include "api/admin_json.hpp"

#include <tuple>

#include "api/message_json.hpp"
#include "base/time_text.hpp"

namespace smsgw::api {

using nlohmann::json;

json providers_json(const std::vector<AnnouncedProvider>& known,
                    const std::map<ProviderId, ProviderState>& states,
                    const std::map<ProviderId, int>& in_flight) {
    auto list = json::array();
    for (const auto& one : known) {
        const auto state = states.find(one.id);
        const auto count = in_flight.find(one.id);
        list.push_back({{"provider", one.id.str()},
                        {"state", to_text(state == states.end() ? ProviderState::active : state->second)},
                        {"in_flight", count == in_flight.end() ? 0 : count->second},
                        {"tps", one.tps > 0 ? json(one.tps) : json()}});
    }
    return {{"providers", std::move(list)}};
}

json dead_letter_json(const DeadLetter& letter) {
    json out{{"id", letter.id},
             {"msgid", letter.msgid},
             {"reason", letter.reason},
             {"deliveries", letter.deliveries},
             {"since", to_rfc3339(letter.since)},
             {"account", nullptr},
             {"to", nullptr},
             {"lane", nullptr}};
    if (!letter.message) return out;
    const auto& message = letter.message->message;
    out["account"] = message.account.str();
    out["to"] = message.to.masked();
    out["lane"] = to_text(message.lane);
    return out;
}

json admin_message_json(const MessageView& view) {
    auto out = view_json(view);
    out["account"] = view.message.account.str();
    out["to"] = view.message.to.masked();
    return out;
}

json quality_json(const std::vector<QualityRow>& rows) {
    std::map<std::tuple<WallTime, ProviderId, std::string>, QualityRow> sums;
    for (const auto& row : rows) {
        auto& sum = sums[{row.minute, row.provider, row.country}];
        sum.submitted += row.submitted;
        sum.delivered += row.delivered;
        sum.undelivered += row.undelivered;
        sum.latency_sum += row.latency_sum;
    }
    auto list = json::array();
    for (const auto& [of, sum] : sums) {
        const auto& [minute, provider, country] = of;
        list.push_back({{"minute", to_rfc3339(minute)},
                        {"provider", provider.str()},
                        {"country", country},
                        {"submitted", sum.submitted},
                        {"delivered", sum.delivered},
                        {"undelivered", sum.undelivered},
                        {"latency_ms_sum", sum.latency_sum.count()}});
    }
    return {{"quality", std::move(list)}};
}

json problems_json(const std::vector<log::Remembered>& lines) {
    auto list = json::array();
    for (const auto& line : lines) {
        auto fields = json::array();
        for (const auto& [name, value] : line.fields) fields.push_back({{"name", name}, {"value", value}});
        list.push_back({{"at", to_rfc3339(line.at)},
                        {"level", line.level == log::Level::error ? "error" : "warn"},
                        {"event", line.event},
                        {"fields", std::move(fields)}});
    }
    return {{"problems", std::move(list)}};
}

}   // namespace smsgw::api
