// The whole daemon: private Redis and simulated operator when wanted, the engines, and a stop that loses nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "api/key_ring.hpp"
#include "app/config.hpp"
#include "app/engine.hpp"
#include "app/supervisor.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "dispatch/routing.hpp"
#include "providers/sandbox_operator.hpp"
#include "redis/embedded_server.hpp"

namespace smsgw::app {

class Gateway {
public:
    explicit Gateway(Config config);
    ~Gateway();

    // Starts everything, serves until SIGINT, SIGTERM or SIGHUP, stops everything. Returns the process's exit code.
    int run();

private:
    Task<Result<void>> start();
    Task<Result<void>> start_redis();
    Result<void> start_sandbox();
    Result<void> start_engines();
    Task<> stop();
    Task<> stop_on_signal();

    Config config_;
    asio::io_context io_;   // of the main thread: supervision only
    SystemClock clock_;
    Supervisor supervisor_;
    TaskGroup tasks_;
    std::optional<redis::EmbeddedServer> embedded_;
    std::optional<http::Client> sandbox_client_;
    std::optional<providers::SandboxOperator> sandbox_;
    std::optional<api::KeyRing> keys_;
    std::optional<dispatch::RouteTable> routes_;
    std::optional<dispatch::PriceTable> prices_;
    std::optional<Shared> shared_;
    std::vector<std::unique_ptr<Engine>> engines_;
    ListenConfig bound_;   // with the ports that were really given
    int exit_code_ = 0;
};

}   // namespace smsgw::app
