// The station that accepts messages: from a checked plan to a stored message.
#pragma once

#include "intake/admission.hpp"
#include "intake/config.hpp"
#include "intake/plan.hpp"
#include "smsgw/ports/captcha_verifier.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::intake {

// An Idempotency-Key header as the client sent it, bare or quoted (draft-ietf-httpapi-idempotency-key-header).
// Errc::idempotency_key_invalid unless it is 1..255 visible ASCII characters; empty stays empty.
Result<std::string> read_idempotency_key(std::string_view header);

// A planned message, with all that decides whether it is let in.
struct Wanted {
    Plan plan;
    const Account* account;   // the plan's; outlives the call
    std::string idempotency_key;
    std::optional<Money> estimate;   // of what it will cost
};

// What a client is told of a denial.
Errc errc_of(const Denial& denial);

class Intake {
public:
    // `captcha`: nullptr when there is none; then no token is ever enough.
    Intake(MessageStore& store, AdmissionConfig config, CaptchaVerifier* captcha)
        : store_(store), config_(std::move(config)), captcha_(captcha) {}

    // When it returns `fresh` or `replayed` the message is on stable storage and queued. Errors: those of MessageStore::admit.
    // Who is asked for a challenge and brought a token has it verified, and is judged once more.
    Task<Result<Admitted>> accept(Wanted wanted);

    const AdmissionConfig& config() const { return config_; }

private:
    Task<Challenge> verify(const Wanted& wanted);
    void note(const Wanted& wanted, const Admitted& admitted) const;

    MessageStore& store_;
    AdmissionConfig config_;
    CaptchaVerifier* captcha_;
};

}   // namespace smsgw::intake
