// Messages and accounts as clients see them.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "intake/plan.hpp"
#include "smsgw/account.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::api {

nlohmann::json accepted_json(const Message& message);
nlohmann::json view_json(const MessageView& view);
nlohmann::json list_json(const std::vector<MessageView>& views);
nlohmann::json account_json(const Account& account, const std::vector<Scope>& scopes, const Usage& usage);
nlohmann::json dry_run_json(const intake::Plan& plan, const std::vector<ProviderId>& candidates);

}   // namespace smsgw::api
