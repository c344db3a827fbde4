// What of a CSV file is still to be sent, and when; pure.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "app/csv_sheet.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

// How rows may travel: whole chunks as batches, or each by itself.
enum class CsvTravel : unsigned char { batches, singly };

// Rows of a sheet, by their index, that go in one request. More than one: the whole chunk, as a batch.
using CsvJob = std::vector<std::size_t>;

class CsvQueue {
public:
    // Everything that is not `settled` (by index) and has no problem, in the order of the file. A chunk of which anything
    // is settled goes row by row: a batch repeats its key only when it is the same batch.
    CsvQueue(const CsvSheet& sheet, const std::vector<bool>& settled, CsvTravel travel);

    // A job whose time has come, those that were put back first.
    std::optional<CsvJob> take(MonoTime now);
    void put_back(CsvJob job, MonoTime due);
    void put_back_singly(const CsvJob& job, MonoTime due);
    bool empty() const { return fresh_.empty() && later_.empty(); }

private:
    std::deque<CsvJob> fresh_;
    std::multimap<MonoTime, CsvJob> later_;
};

}   // namespace smsgw::app
