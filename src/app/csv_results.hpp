// The result file of `smsgwctl send --csv`: one row for each row of the input that has an answer, and what a run that was
// killed is resumed from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

struct CsvResult {
    std::size_t row = 0;   // as CsvRow has it
    std::string status;    // accepted, bad; of a dry run: valid, bad
    std::string msgid;     // of an accepted one
    std::string code;      // of a bad one, and the sentence
    std::string detail;
    std::string key;   // the Idempotency-Key

    bool bad() const { return status == "bad"; }
};

// Open for this process alone; another one that would send the same rows is refused.
class CsvResultFile {
public:
    CsvResultFile() = default;
    ~CsvResultFile();
    CsvResultFile(const CsvResultFile&) = delete;
    CsvResultFile& operator=(const CsvResultFile&) = delete;

    // Makes the file with its header, or reads what a former run has written; half a row at its end, which a kill may have
    // left, is cut off. A sentence when that does not work.
    std::optional<std::string> open(const std::string& path);

    const std::vector<CsvResult>& former() const { return former_; }
    std::optional<WallTime> former_end() const { return former_end_; }   // when the former run last wrote

    // Returns when they are on disk.
    Result<void> append(const std::vector<CsvResult>& results);

private:
    std::optional<std::string> read(const std::string& path);
    Result<void> write(std::string_view text);

    int file_ = -1;
    std::vector<CsvResult> former_;
    std::optional<WallTime> former_end_;
};

}   // namespace smsgw::app
