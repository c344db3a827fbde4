#include "app/csv_queue.hpp"

namespace smsgw::app {
namespace {

// Well below what a gateway takes for a batch (limits.batch_bytes_max, 1 MiB).
constexpr std::size_t batch_bytes_max = 256 * 1024;

struct Chunk {
    CsvJob open;                // to be sent
    std::size_t sendable = 0;   // these, and those that are settled
    std::size_t bytes = 0;
};

}   // namespace

CsvQueue::CsvQueue(const CsvSheet& sheet, const std::vector<bool>& settled, CsvTravel travel) {
    const auto& rows = sheet.rows;
    for (std::size_t i = 0; i < rows.size();) {
        Chunk chunk;
        const auto first = i;
        for (; i < rows.size() && rows[i].batch_key == rows[first].batch_key; ++i) {
            if (!rows[i].problem.code.empty()) continue;
            ++chunk.sendable;
            chunk.bytes += rows[i].body.size() + 1;
            if (!settled[i]) chunk.open.push_back(i);
        }
        if (chunk.open.empty()) continue;
        if (travel == CsvTravel::batches && chunk.open.size() == chunk.sendable &&
            chunk.bytes <= batch_bytes_max)
            fresh_.push_back(std::move(chunk.open));
        else
            for (const auto index : chunk.open) fresh_.push_back({index});
    }
}

std::optional<CsvJob> CsvQueue::take(MonoTime now) {
    std::optional<CsvJob> job;
    if (const auto first = later_.begin(); first != later_.end() && first->first <= now) {
        job = std::move(first->second);
        later_.erase(first);
    } else if (!fresh_.empty()) {
        job = std::move(fresh_.front());
        fresh_.pop_front();
    }
    return job;
}

void CsvQueue::put_back(CsvJob job, MonoTime due) {
    later_.emplace(due, std::move(job));
}

void CsvQueue::put_back_singly(const CsvJob& job, MonoTime due) {
    for (const auto index : job) later_.emplace(due, CsvJob{index});
}

}   // namespace smsgw::app
