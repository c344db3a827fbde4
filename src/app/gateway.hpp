// The whole daemon: private Redis and simulated operator when wanted, the engines, a configuration that is read again while
// all goes on, and a stop that loses nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/generation.hpp"
#include "app/supervisor.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "providers/sandbox_operator.hpp"
#include "redis/embedded_server.hpp"

namespace smsgw::app {

class Gateway {
public:
    // `read` reads the configuration anew, or throws ConfigError.
    Gateway(Config config, std::function<LoadedConfig()> read);
    ~Gateway();

    // Starts everything, serves until SIGINT or SIGTERM, stops everything. SIGHUP reloads. Returns the process's exit code.
    int run();

private:
    Task<> serve();
    Task<Result<void>> start();
    Task<Result<void>> provide(Config* config);
    Task<Result<void>> provide_redis(Config* config);
    Result<void> provide_sandbox(Config& config);
    std::unique_ptr<Generation> make_generation(Config config, std::string installation);
    Result<void> start_engines(Config config);

    Task<> reload_on_signal();
    Task<std::vector<std::string>> reload_for_engine();
    Task<std::vector<std::string>> reload();
    Task<std::vector<std::string>> renew();
    Task<std::vector<std::string>> wait_ready(Generation* next);
    Task<> count_in_log();
    Task<> retire(std::unique_ptr<Generation> former);
    Task<> stop();
    Task<> elsewhere(std::function<void()> work);

    Config as_read_;   // what the file, the environment and the flags say
    std::function<LoadedConfig()> read_;
    asio::io_context io_;   // of the main thread: supervision only
    SystemClock clock_;
    Supervisor supervisor_;
    TaskGroup tasks_;
    TaskGroup ticks_;   // what never ends by itself: the supervisor, the log
    std::optional<redis::EmbeddedServer> embedded_;
    std::optional<http::Client> sandbox_client_;
    providers::SandboxOperatorConfig sandbox_config_;
    std::optional<providers::SandboxOperator> sandbox_;
    std::unique_ptr<Generation> current_;
    ListenConfig bound_;      // with the ports that were really given
    bool changing_ = false;   // a reload is under way, or its former generation still ends
    bool stopping_ = false;
    int exit_code_ = 0;
};

}   // namespace smsgw::app
