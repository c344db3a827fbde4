// Durability strict+replica: nothing is promised before a replica has received it.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "redis/connection.hpp"
#include "redis/installation.hpp"

namespace smsgw::redis {

// One per engine, with a connection of its own, because WAIT holds up what follows it on a connection. All who ask
// while one round (a WAIT) is on its way share the next: it covers every write that was answered before it started.
// docs/adr/0006-replica-gate.md.
class ReplicaGate {
public:
    // `writer`: the connection whose writes are confirmed, greeted by `installation`. `wait` bounds a round.
    ReplicaGate(asio::any_io_executor executor, Clock& clock, Connection& connection, Connection& writer,
                const Installation& installation, Millis wait);

    // Serves confirm() until stop(), and asks on its own now and then while the gate is closed. Spawn it once.
    Task<> run();
    void stop();

    // Has at least one replica received everything that `writer` was answered before this call? Call it right after the
    // answer, with no wait in between: it goes by the server that `writer` is connected to. Answers within two rounds.
    // Errc::storage_unavailable: not known to be so; Errc::stopping.
    Task<Result<void>> confirm();

    // The last round was confirmed. While closed nothing should be written that would need confirm().
    bool open() const { return closed_because_.empty(); }
    const std::string& closed_because() const {
        return closed_because_;
    }   // a sentence for people; empty when open

private:
    // Those who wait for the same WAIT.
    struct Round {
        explicit Round(const asio::any_io_executor& executor)
            : ended(executor, asio::steady_timer::time_point::max()) {}
        asio::steady_timer ended;
        int callers = 0;
        std::optional<std::string> history;   // of the server that confirmed; absent: nothing is confirmed
    };

    Task<> wait_for_callers();
    Task<> woken();
    Task<Result<std::string>> ask();
    Result<std::string> judge(const Reply& info, const Reply& replicas);
    void open_or_close(std::string closed_because);

    asio::any_io_executor executor_;
    Clock& clock_;
    Connection& connection_;
    Connection& writer_;
    const Installation& installation_;
    Millis wait_;
    std::shared_ptr<Round> next_;
    asio::steady_timer wake_;
    std::string closed_because_ = "no replica has confirmed a write yet";
    bool stopping_ = false;
};

}   // namespace smsgw::redis
