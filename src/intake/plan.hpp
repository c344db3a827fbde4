// From a request to a message that may be stored, or to everything that is wrong with it.
#pragma once

#include <variant>
#include <vector>

#include "domain/recipient.hpp"
#include "domain/segments.hpp"
#include "intake/send_request.hpp"
#include "smsgw/account.hpp"
#include "smsgw/message.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::intake {

// Who caused a message, as far as the client said.
struct EndUser {
    std::string ip;         // as text, valid; may be empty
    std::string session;    // may be empty
    Secret captcha_token;   // may be empty
    bool vouched = false;   // the client says that it is a person, and may say so
};

struct Plan {
    Message message;   // without msgid and times
    Millis validity{};
    LineType line_type{};
    TextPlan text;
    Callbacks callbacks = Callbacks::no;
    EndUser end_user = {};
};

// All problems at once, so that a client corrects them in one round.
using PlanResult = std::variant<Plan, std::vector<FieldProblem>>;

// `now` is only compared with `send_at`, generously: the times of the message are storage's.
PlanResult plan_message(const SendRequest& request, const Account& account, WallTime now);

// Of what the client asked for: two requests with the same Idempotency-Key must have the same.
std::string fingerprint(const Plan& plan);

}   // namespace smsgw::intake
