// Messages and accounts as clients see them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "dispatch/routing.hpp"
#include "intake/plan.hpp"
#include "smsgw/account.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::api {

// What an account has used up, in UTC.
struct AccountUse {
    Usage messages;
    std::vector<Money> spend;   // of this month, one amount for each currency
};

// The body of a 202. `estimate`: what the message will cost; absent: not known.
nlohmann::json accepted_json(const Message& message, const std::optional<Money>& estimate);
nlohmann::json view_json(const MessageView& view);
nlohmann::json list_json(const std::vector<MessageView>& views);
nlohmann::json account_json(const Account& account, const std::vector<Scope>& scopes, const AccountUse& use);
nlohmann::json dry_run_json(const intake::Plan& plan, const dispatch::Routing& routing);

}   // namespace smsgw::api
