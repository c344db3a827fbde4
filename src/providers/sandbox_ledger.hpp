// The simulated operator's books: what it took, refused and reported. They prove after a test that nothing was lost
// and nothing sent twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "smsgw/result.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers {

struct LedgerCounts {
    std::uint64_t accepted = 0;
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

// Memory: about 100 bytes per distinct message and ref up to `entries_max`; then it counts only. Refs are kept as
// 64-bit hashes: among two million the odds that any two collide are one in ten million.
class SandboxLedger {
public:
    explicit SandboxLedger(std::size_t entries_max) : entries_max_(entries_max) {}

    // Also writes every entry as a line of JSON, appended to `path`. Errc::config_invalid: it cannot be opened.
    Result<void> open(const std::string& path);
    void flush();

    void accept(const LedgerAccept& entry);
    void refuse(int http_status) { ++counts_.refused[http_status]; }
    void report(const LedgerReport& entry);
    void abandon_report() { ++counts_.reports_abandoned; }

    // Was the message of this ref throttled before? Notes that it now is. Forgets nothing; when full it answers yes.
    enum class Throttled { first_time, before };
    Throttled note_throttled(std::string_view ref);

    const LedgerCounts& counts() const { return counts_; }
    std::string summary() const;   // the counts as a JSON object

private:
    using Tally = std::unordered_map<std::uint64_t, std::uint32_t>;

    std::size_t entries_max_;
    LedgerCounts counts_;
    Tally refs_;
    Tally messages_;
    Tally throttled_;
    std::ofstream file_;
};

}   // namespace smsgw::providers
