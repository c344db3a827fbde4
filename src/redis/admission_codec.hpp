// A judgement's question and answer as the functions of lua/02_admission.lua have them.
#pragma once

#include "redis/command.hpp"
#include "redis/reply.hpp"
#include "smsgw/admission.hpp"
#include "smsgw/e164_number.hpp"
#include "smsgw/result.hpp"

namespace smsgw::redis {

// Is the text of the policy sent along, or only its name, because Redis should know it?
enum class PolicyText { named, whole };

// The arguments of judge().
void append_check(Command& command, const E164Number& to, std::string_view country, const AdmissionCheck& check,
                  PolicyText policy);

// {'policy'}: Redis does not know the policy by its name; nothing was done.
bool asks_for_policy(const Reply& reply);

// {'denied', …}. Errc::redis_reply_unexpected.
Result<Denial> read_denial(const Reply& reply);

// What stands after the first `from` items of the answer of one that was let in.
AdmissionNotes read_notes(const Reply& reply, std::size_t from);

}   // namespace smsgw::redis
