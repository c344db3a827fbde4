// What storage knows of an account's messages beside the messages: which codes were entered, what is blocked and why.
#pragma once

#include <string>
#include <vector>

#include "smsgw/admission.hpp"
#include "smsgw/conversion.hpp"
#include "smsgw/e164_number.hpp"
#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

// A message whose code was entered, or not.
struct ConversionNews {
    AccountId account;
    MsgId msgid;
    E164Number to;
    std::string country;
    Conversion outcome{};
};

enum class ConversionKind {
    counted,
    repeated,   // it was told before; the first word counts
};

// What was concluded from codes that were entered or not: blocks that begin now ("31612345", "NL", "drift NL"), or that the
// account has stopped telling ("feedback_lost").
using Conclusions = std::vector<std::string>;

struct Told {
    ConversionKind kind{};
    Conclusions conclusions;
};

struct Tally {
    int messages = 0;   // taken for never entered
    Conclusions conclusions;
};

struct Block {
    std::string rule;      // conversion or drift
    std::string subject;   // digits that numbers begin with, or a country
    WallTime until;        // storage clock
};

struct RuleCount {
    std::string rule;
    std::string action;   // record, challenge, refuse
    std::int64_t messages = 0;
};

struct AdmissionStatus {
    std::vector<Block> blocks;
    std::vector<RuleCount> today;   // by the storage's clock in UTC
    std::int64_t unconverted_in_a_row = 0;
    std::string last_conversion;   // milliseconds since 1970, or empty
};

enum class Unblocked { yes, not_blocked };

// All errors: Errc::storage_unavailable.
class AdmissionStore {
public:
    virtual ~AdmissionStore() = default;

    virtual Task<Result<Told>> tell(ConversionNews news) = 0;

    // Takes up to `max` codes that nobody has said anything of in time for unentered ones. To be called every second or so.
    virtual Task<Result<Tally>> tally(AccountId account, int max) = 0;

    virtual Task<Result<AdmissionStatus>> status(AccountId account) = 0;

    // A person lifts a block.
    virtual Task<Result<Unblocked>> unblock(AccountId account, std::string rule, std::string subject) = 0;
};

}   // namespace smsgw
