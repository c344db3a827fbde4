// The suppression list. MessageStore::admit and WorkQueue::begin look at it themselves, in the step that they take.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/suppression.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

// What is to be lifted.
struct SuppressionRemoval {
    // Entries of the number for other reasons stay in any case. Are they a reason to remove nothing at all?
    enum class Others : std::uint8_t { stay, forbid };

    SuppressionScope scope;
    E164Number number;
    std::vector<SuppressionReason> reasons;
    Others others = Others::stay;
};

struct SuppressionsRemoved {
    int removed = 0;
    int others = 0;   // entries of the number, for other reasons
};

struct SuppressionPage {
    std::vector<Suppression> entries;
    std::uint64_t next = 0;   // cursor of the next page; 0: there is none
};

enum class Learned {
    nothing,      // no fault, or a message that was counted before
    counted,      // a failure that is not enough yet
    suppressed,   // the number is on the list now
};

// Entries whose time is over are never seen. All errors: Errc::storage_unavailable.
class SuppressionStore {
public:
    virtual ~SuppressionStore() = default;

    // In place of the number's entry for the same reason. Works when memory is full: a STOP must count. Returns the entry as it
    // is stored; Suppression::at is given by storage.
    virtual Task<Result<Suppression>> add(Suppression entry) = 0;

    virtual Task<Result<SuppressionsRemoved>> remove(SuppressionRemoval removal) = 0;

    // Why messages of the account to the number are refused: its own entry before one of all accounts.
    virtual Task<Result<std::optional<Suppression>>> find(AccountId account, E164Number number) = 0;

    // A page of about `limit` numbers, in no order; the first one has the cursor 0. Every entry that stays on the list meanwhile
    // is on one page at least.
    virtual Task<Result<SuppressionPage>> list(SuppressionScope scope, std::uint64_t cursor, int limit) = 0;

    // Draws the conclusion, for the account alone. A repeat is harmless.
    virtual Task<Result<Learned>> learn(RecipientNews news) = 0;
};

}   // namespace smsgw
