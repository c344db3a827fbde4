// Where a message stands. The value of a status is its rank: a report moves a message only to a larger one
// (docs/adr/0005-status-model.md), so every order and repetition of reports ends in the same status.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace smsgw {

enum class MsgStatus : std::uint8_t {
    scheduled = 8,       // stored, waits for send_at
    queued = 10,         // stored; provably not accepted upstream
    submitting = 20,     // an attempt is recorded; bytes may be on the wire
    unknown = 25,        // an attempt was written, its outcome not learned
    submitted = 30,      // the provider answered "accepted"
    sent = 40,           // handed to the operator
    buffered = 45,       // the operator holds it for the handset
    dlr_timeout = 60,    // accepted, no final report within the window
    unconfirmed = 62,    // never learned whether it was accepted
    expired = 100,       // validity ended while queued; never submitted
    canceled = 101,      // canceled while queued
    failed = 102,        // attempts exhausted, each proven not accepted
    rejected = 104,      // definitive refusal, ours or the provider's
    undelivered = 106,   // final negative report
    delivered = 120,     // positive report
};

enum class Finality : std::uint8_t { live, soft_final, final };

// May the client send it again without the recipient getting it twice? `unsettled` while that is not decided.
enum class ResendSafe : std::uint8_t { unsettled, yes, no };

struct StatusRow {
    MsgStatus status;
    std::string_view name;
    Finality finality;
    ResendSafe resend_safe;
};

inline constexpr StatusRow status_rows[] = {
    {MsgStatus::scheduled, "scheduled", Finality::live, ResendSafe::unsettled},
    {MsgStatus::queued, "queued", Finality::live, ResendSafe::unsettled},
    {MsgStatus::submitting, "submitting", Finality::live, ResendSafe::unsettled},
    {MsgStatus::unknown, "unknown", Finality::live, ResendSafe::no},
    {MsgStatus::submitted, "submitted", Finality::live, ResendSafe::unsettled},
    {MsgStatus::sent, "sent", Finality::live, ResendSafe::unsettled},
    {MsgStatus::buffered, "buffered", Finality::live, ResendSafe::unsettled},
    {MsgStatus::dlr_timeout, "dlr_timeout", Finality::soft_final, ResendSafe::no},
    {MsgStatus::unconfirmed, "unconfirmed", Finality::soft_final, ResendSafe::no},
    {MsgStatus::expired, "expired", Finality::final, ResendSafe::yes},
    {MsgStatus::canceled, "canceled", Finality::final, ResendSafe::yes},
    {MsgStatus::failed, "failed", Finality::final, ResendSafe::yes},
    {MsgStatus::rejected, "rejected", Finality::final, ResendSafe::yes},
    {MsgStatus::undelivered, "undelivered", Finality::final, ResendSafe::unsettled},
    {MsgStatus::delivered, "delivered", Finality::final, ResendSafe::unsettled},
};

constexpr int rank(MsgStatus status) { return static_cast<int>(status); }

constexpr const StatusRow& row_of(MsgStatus status) {
    for (const auto& row : status_rows)
        if (row.status == status) return row;
    return status_rows[0];   // unreachable: every enumerator has a row, and a test walks them
}

constexpr std::string_view to_text(MsgStatus status) { return row_of(status).name; }

constexpr std::optional<MsgStatus> status_from_rank(int value) {
    for (const auto& row : status_rows)
        if (rank(row.status) == value) return row.status;
    return std::nullopt;
}

// The one rule: may a report of `next` change a message that stands at `now`?
constexpr bool may_become(MsgStatus now, MsgStatus next) { return rank(next) > rank(now); }

}  // namespace smsgw
