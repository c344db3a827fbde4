// The station that accepts messages: from a checked plan to a stored message.
#pragma once

#include "intake/plan.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::intake {

// An Idempotency-Key header as the client sent it, bare or quoted (draft-ietf-httpapi-idempotency-key-header).
// Errc::idempotency_key_invalid unless it is 1..255 visible ASCII characters; empty stays empty.
Result<std::string> read_idempotency_key(std::string_view header);

class Intake {
public:
    explicit Intake(MessageStore& store) : store_(store) {}

    // When it returns a value the message is on stable storage and queued. Errors: those of MessageStore::admit.
    Task<Result<Admitted>> accept(Plan plan, std::string idempotency_key);

private:
    MessageStore& store_;
};

}   // namespace smsgw::intake
