// The simulated operator's books: what it took, refused and reported. They prove after a test that nothing was lost
// and nothing sent twice, and they answer look-ups and repeats.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers {

struct LedgerCounts {
    std::uint64_t accepted = 0;
    std::uint64_t deduplicated =
        0;                           // repeats of an accepted submit, answered like it and not accepted again
    std::uint64_t looked_up = 0;     // questions, whatever the answer
    std::uint64_t without_ref = 0;   // accepted, but named by no ref
    std::uint64_t distinct_refs = 0;
    std::uint64_t distinct_messages = 0;   // refs up to their first dot: without attempt number and signature
    std::uint64_t duplicate_messages = 0;   // of those, accepted more than once
    std::uint64_t untracked = 0;   // accepted after the books were full: not in the three counts above
    std::map<int, std::uint64_t> refused;     // by HTTP status
    std::uint64_t reports_posted = 0;         // tries, repeats included
    std::uint64_t reports_acknowledged = 0;   // answered 2xx
    std::uint64_t reports_abandoned = 0;   // given up after the last try, or dropped because too many waited
    std::map<std::string, std::uint64_t, std::less<>> by_status;   // acknowledged reports by status word
};

struct LedgerAccept {
    WallTime at;
    std::string_view id;
    std::string_view ref;
    std::string_view to_masked;
    std::string_view dedupe_key = {};   // empty: a repeat of it shall not be recognised
};

struct LedgerReport {
    WallTime at;
    std::string_view id;
    std::string_view ref;
    std::string_view status;
    int tries = 1;
    std::string answer;   // the HTTP status, or the word of the error
    bool acknowledged = false;
};

// What the operator knows of an SMS that it has taken.
struct LedgerSms {
    std::string_view id;
    std::string_view
        status;   // "queued" until its first report was posted; a report out of order does not lower it
};

// Memory: about 150 bytes per distinct message and ref up to `entries_max`, 40 more with a dedupe key; then it is full
// and only counts. Refs are kept as 64-bit hashes: among two million the odds that any two collide are one in ten million.
class SandboxLedger {
public:
    explicit SandboxLedger(std::size_t entries_max) : entries_max_(entries_max) {}

    // Also writes every entry as a line of JSON, appended to `path`. Errc::config_invalid: it cannot be opened.
    Result<void> open(const std::string& path);
    void flush();

    void accept(const LedgerAccept& entry);

    // A repeat of the submit that was accepted as `entry.id`: its ref now stands for that SMS as well.
    void deduplicate(const LedgerAccept& entry);
    void refuse(int http_status) { ++counts_.refused[http_status]; }
    void report(const LedgerReport& entry);
    void abandon_report() { ++counts_.reports_abandoned; }
    void look_up() { ++counts_.looked_up; }

    // By the whole ref of a submit that was accepted or deduplicated. Once the ledger is full, nothing means: not known.
    std::optional<LedgerSms> find(std::string_view ref) const;

    // The id that was accepted with this key; empty: none.
    std::string_view id_of_key(std::string_view dedupe_key) const;

    bool is_full() const { return sms_.size() >= entries_max_ || refs_.size() >= entries_max_; }

    // Was the message of this ref throttled before? Notes that it now is. Forgets nothing; when full it answers yes.
    enum class Throttled { first_time, before };
    Throttled note_throttled(std::string_view ref);

    const LedgerCounts& counts() const { return counts_; }
    std::string summary() const;   // the counts as a JSON object

private:
    using Tally = std::unordered_map<std::uint64_t, std::uint32_t>;

    struct Sms {
        std::string id;
        std::size_t status = 0;   // place in the table of status words
    };
    struct Ref {
        std::uint32_t times = 0;   // accepted
        std::uint32_t sms = 0;     // the latest
    };

    std::uint32_t track(const LedgerAccept& entry);
    void write(std::string_view event, const LedgerAccept& entry, std::uint32_t times);

    std::size_t entries_max_;
    LedgerCounts counts_;
    std::vector<Sms> sms_;
    std::unordered_map<std::uint64_t, Ref> refs_;
    std::unordered_map<std::uint64_t, std::uint32_t> keys_;   // dedupe keys, to the place in sms_
    Tally messages_;
    Tally throttled_;
    std::ofstream file_;
};

}   // namespace smsgw::providers
