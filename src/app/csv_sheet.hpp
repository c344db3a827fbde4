// A CSV file of messages: its header, and each row as the JSON that POST /send takes, or what is wrong with it; pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace smsgw::app {

inline constexpr std::size_t csv_file_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t csv_rows_max = 1'000'000;
// So many neighbouring rows of the file make a chunk, which may travel as one batch. Part of every Idempotency-Key:
// another number would send rows again that were on their way when a run was killed.
inline constexpr std::size_t csv_chunk_rows = 100;

enum class CsvMode : unsigned char { real, dry_run };

// Code and sentence as a problem of the gateway has them.
struct CsvProblem {
    std::string code;   // empty: none
    std::string detail;
};

struct CsvRow {
    std::size_t row = 0;     // as a spreadsheet counts: the header is 1
    CsvProblem problem;      // found without asking the gateway: the row is not sent
    std::string body;        // else: a JSON object
    std::string batch_key;   // Idempotency-Key of the chunk's batch
    std::size_t place = 0;   // in that batch, from 0

    // The Idempotency-Key that the row counts as sent with, in its batch or alone (docs/http-api.md).
    std::string key() const { return batch_key + "#" + std::to_string(place); }
};

struct CsvSheet {
    std::vector<CsvRow> rows;   // in the order of the file, blank lines left out
    std::string name;           // what all keys begin with: made of the content and the mode
};

// The sheet, or a sentence: the header or the file as a whole is of no use. A column separator other than the comma is
// known by the header.
std::variant<CsvSheet, std::string> read_csv_sheet(std::string_view content, CsvMode mode);

}   // namespace smsgw::app
