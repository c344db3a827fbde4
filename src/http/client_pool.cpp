// Book-keeping only: no waiting and no I/O but the look at whether an idle connection is still good.
#include "http/client_pool.hpp"

#include <algorithm>

namespace smsgw::http {

Place::~Place() {
    if (state_ != State::outside) pool_.leave(*this);
}

Task<Place::Held> Place::take(std::string origin) {
    origin_ = std::move(origin);
    pool_.enter(*this);
    if (state_ == State::waiting) co_await wake_.async_wait(as_result);
    co_return state_ == State::held ? Held::yes : Held::no;
}

void ClientPool::enter(Place& place) {
    auto& entry = origins_[place.origin_];
    if (entry.in_use < limits_.connections_per_origin_max) {
        ++entry.in_use;
        place.state_ = Place::State::held;
    } else {
        entry.waiting.push_back(&place);
        place.state_ = Place::State::waiting;
    }
}

void ClientPool::leave(Place& place) {
    auto& entry = origins_[place.origin_];
    if (place.state_ == Place::State::waiting) {
        entry.waiting.remove(&place);
    } else if (entry.waiting.empty()) {
        --entry.in_use;
    } else {
        // The place goes over to the one who waits longest, so that nobody can overtake.
        auto* const next = entry.waiting.front();
        entry.waiting.pop_front();
        next->state_ = Place::State::held;
        next->wake_.cancel();
    }
    erase_if_empty(place.origin_);
}

ConnectionPtr ClientPool::take_idle(const std::string& origin) {
    auto& idle = origins_[origin].idle;
    while (!idle.empty()) {
        auto last = std::move(idle.back());
        idle.pop_back();
        --idle_;
        const bool fresh = clock_.mono_now() - last.since < limits_.idle_time_max;
        if (fresh && last.connection->is_quiet()) return std::move(last.connection);
        last.connection->close();
    }
    return nullptr;
}

void ClientPool::keep(const std::string& origin, ConnectionPtr connection) {
    auto expired = [this, origin, kept = connection.get()] { drop(origin, kept); };
    auto guard = std::make_unique<Watchdog::Guard>(watchdog_, std::move(expired));
    guard->expire_after(limits_.idle_time_max);
    origins_[origin].idle.push_back({std::move(connection), clock_.mono_now(), std::move(guard)});
    ++idle_;
}

void ClientPool::drop(const std::string& origin, const ClientConnection* connection) {
    const auto entry = origins_.find(origin);
    if (entry == origins_.end()) return;
    idle_ -= entry->second.idle.remove_if(
        [connection](const Idle& one) { return one.connection.get() == connection; });
    erase_if_empty(origin);
}

void ClientPool::close_idle() {
    for (auto entry = origins_.begin(); entry != origins_.end();) {
        entry->second.idle.clear();
        const auto now = entry++;
        erase_if_empty(now->first);
    }
    idle_ = 0;
}

// Callbacks go to many hosts: one that is not in use must not leave anything behind.
void ClientPool::erase_if_empty(const std::string& origin) {
    const auto entry = origins_.find(origin);
    if (entry == origins_.end()) return;
    const auto& [in_use, idle, waiting] = entry->second;
    if (in_use == 0 && idle.empty() && waiting.empty()) origins_.erase(entry);
}

}   // namespace smsgw::http
