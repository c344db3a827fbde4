// A message as clients see it.
#pragma once

#include <nlohmann/json.hpp>

#include "intake/plan.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::api {

nlohmann::json accepted_json(const Message& message);
nlohmann::json view_json(const MessageView& view);
nlohmann::json dry_run_json(const intake::Plan& plan, const std::vector<ProviderId>& candidates);

}   // namespace smsgw::api
