// What the dashboard is told, as JSON. Recipients are masked, and of texts nothing is said.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/log_memory.hpp"
#include "smsgw/ports/dead_letter_store.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::api {

nlohmann::json providers_json(const std::vector<AnnouncedProvider>& known,
                              const std::map<ProviderId, ProviderState>& states,
                              const std::map<ProviderId, int>& in_flight);
nlohmann::json dead_letter_json(const DeadLetter& letter);
nlohmann::json admin_message_json(const MessageView& view);

// One row for each minute, provider and country, the oldest first.
nlohmann::json quality_json(const std::vector<QualityRow>& rows);

nlohmann::json problems_json(const std::vector<log::Remembered>& lines);

}   // namespace smsgw::api
