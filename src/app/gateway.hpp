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
    // `input`: from where the configuration was loaded, and is again.
    Gateway(LoadedConfig loaded, LoadInput input);
    ~Gateway();

    // Starts everything, serves until SIGINT or SIGTERM, stops everything. SIGHUP reloads. Returns the process's exit code.
    int run();

private:
    // The configuration as it was read again; without one, why not.
    struct Reread {
        std::optional<LoadedConfig> loaded;
        std::vector<std::string> problems;
    };

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
    MonoTime begin_change();
    Task<std::vector<std::string>> take_over(Reread reread, MonoTime began);
    Task<std::vector<std::string>> renew(Reread reread);
    Task<Reread> read_again(std::optional<std::string> file);
    Task<> refresh_secrets();
    Task<> refresh_once();
    Task<std::vector<std::string>> wait_ready(Generation* next);
    Task<> count_in_log();
    Task<> retire(std::unique_ptr<Generation> former);
    Task<> stop();
    Task<> elsewhere(std::function<void()> work);

    LoadedConfig as_read_;   // what the file, the environment and the flags say
    const LoadInput input_;
    asio::io_context io_;   // of the main thread: supervision only
    SystemClock clock_;
    Supervisor supervisor_;
    TaskGroup tasks_;
    TaskGroup ticks_;   // what never ends by itself: the supervisor, the log, the look at secrets
    std::optional<redis::EmbeddedServer> embedded_;
    std::optional<http::Client> sandbox_client_;
    providers::SandboxOperatorConfig sandbox_config_;
    std::optional<providers::SandboxOperator> sandbox_;
    std::unique_ptr<Generation> current_;
    MonoTime read_at_;        // when secrets were read
    ListenConfig bound_;      // with the ports that were really given
    bool changing_ = false;   // the configuration is read again, or its former generation still ends
    bool stopping_ = false;
    int exit_code_ = 0;
};

}   // namespace smsgw::app
