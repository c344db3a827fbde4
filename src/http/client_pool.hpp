// The client's connections per origin: at most so many at once, idle ones kept for the next request.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "base/watchdog.hpp"
#include "http/client.hpp"
#include "http/client_connection.hpp"

namespace smsgw::http {

using ConnectionPtr = std::shared_ptr<ClientConnection>;

class ClientPool;

// One place at an origin, out of connections_per_origin_max: asked for, perhaps waited for, given back at its end.
class Place {
public:
    Place(ClientPool& pool, asio::any_io_executor executor)
        : pool_(pool), wake_(std::move(executor), asio::steady_timer::time_point::max()) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    enum class Held { yes, no };

    // First come, first served. `no` after give_up() only. Once per place.
    Task<Held> take(std::string origin);
    void give_up() { wake_.cancel(); }

private:
    friend class ClientPool;
    enum class State { outside, waiting, held };

    ClientPool& pool_;
    asio::steady_timer wake_;
    std::string origin_;
    State state_ = State::outside;
};

class ClientPool {
public:
    ClientPool(Clock& clock, Watchdog& watchdog, const ClientLimits& limits)
        : clock_(clock), watchdog_(watchdog), limits_(limits) {}

    // The connection that was idle for the shortest time and is still good, or nothing. Others are closed on the way.
    ConnectionPtr take_idle(const std::string& origin);

    // Keeps a connection on which another request may follow; it is closed when nobody wants it within idle_time_max.
    void keep(const std::string& origin, ConnectionPtr connection);

    void close_idle();
    std::size_t idle() const { return idle_; }

private:
    friend class Place;
    struct Idle {
        ConnectionPtr connection;
        MonoTime since;
        std::unique_ptr<Watchdog::Guard> guard;
    };
    struct Origin {
        std::size_t in_use = 0;
        std::list<Idle> idle;        // the latest last
        std::list<Place*> waiting;   // the first first
    };

    void enter(Place& place);
    void leave(Place& place);
    void drop(const std::string& origin, const ClientConnection* connection);
    void erase_if_empty(const std::string& origin);

    Clock& clock_;
    Watchdog& watchdog_;
    const ClientLimits& limits_;
    std::map<std::string, Origin> origins_;   // only those with something in them
    std::size_t idle_ = 0;
};

}   // namespace smsgw::http
