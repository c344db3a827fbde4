#include "support/fake_store_reader.hpp"

#include <algorithm>

namespace smsgw::test {

Task<Result<StoreStats>> FakeStoreReader::read(std::vector<AccountId> accounts) {
    if (storage_.failure != Errc{}) co_return storage_.failure;
    StoreStats stats;
    stats.at = storage_.clock.wall;
    for (const auto lane : StoreStats::lane_order) stats.lanes[lane] = {};
    for (const auto& [msgid, stored] : storage_.messages) add(stats, stored);
    stats.dead_letters = std::ssize(storage_.dead_letters);
    stats.reports_parked = std::ssize(storage_.parked);
    auto pending = std::move(stats.callbacks_pending);
    for (const auto& account : accounts) stats.callbacks_pending[account] = pending[account];
    co_return stats;
}

void FakeStoreReader::add(StoreStats& stats, const FakeStorage::Stored& stored) const {
    const auto& message = stored.view.message;
    ++stats.admitted;
    if (row_of(stored.view.status).finality != Finality::live) ++stats.ended;
    for (const auto& event : stored.view.events)
        if (event.seq > 1) ++stats.moves[event.status];
    if (stored.ready) {
        auto& lane = stats.lanes[message.lane];
        ++lane.messages;
        if (!stored.lent_to.empty()) ++lane.lent;
        lane.oldest = std::max(lane.oldest, storage_.clock.wall - message.accepted_at);
    } else if (stored.has_due) {
        ++stats.due;
        stats.overdue = std::max(stats.overdue, storage_.clock.wall - stored.due);
    }
    if (stored.tell_at) ++stats.callbacks_pending[message.account];
}

}   // namespace smsgw::test
