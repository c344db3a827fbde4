// One configuration at work: what is made of it and the engines that go by it. A reload makes another one, which takes over
// the listeners while this one settles what it has in hand.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "api/key_ring.hpp"
#include "app/config.hpp"
#include "app/engine.hpp"
#include "app/supervisor.hpp"
#include "dispatch/routing.hpp"

namespace smsgw::app {

// Every call is made from the main thread, but for stop(), which waits for long.
class Generation {
public:
    struct Hooks {
        Supervisor& supervisor;
        api::Reload reload;
    };

    // `config` as it is used: with the address of Redis. `installation`: that of the generation before; empty for the first.
    // Throws when a provider is not usable.
    Generation(Config config, Hooks hooks, std::string installation);
    ~Generation();   // stopped before

    // The engines' threads, which meet Redis.
    void start();

    // Opens the listeners; a port 0 in `addresses` is replaced by what was given.
    Result<void> listen(ListenConfig& addresses);

    // Instead: takes over those of `former`, which has the same addresses, roles and number of engines.
    void succeed(Generation& former);

    // Begins with the messages; `addresses` as they were given.
    void work(const ListenConfig& addresses);

    // Why an engine cannot serve now, each reason once.
    std::vector<std::string> not_ready_because();

    std::string installation();   // empty: no engine has met its Redis

    // Drains and ends all engines.
    void stop();

    // Ready when nobody is answered by this configuration any more.
    std::vector<std::shared_future<void>> doors_closed() const;

    const Config& config() const { return config_; }

private:
    const Config config_;
    Supervisor& supervisor_;
    const api::KeyRing keys_;
    const dispatch::RouteTable routes_;
    const dispatch::PriceTable prices_;
    const Shared shared_;
    std::vector<std::unique_ptr<Engine>> engines_;
};

}   // namespace smsgw::app
