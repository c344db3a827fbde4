// The private redis-server of a daemon that was given no Redis: started, watched, restarted and ended with it.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "redis/child_process.hpp"
#include "redis/connection.hpp"
#include "redis/data_folder.hpp"
#include "redis/durability.hpp"
#include "redis/embedded_config.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::redis {

struct EmbeddedSettings {
    std::string program = "redis-server";   // a name in $PATH, or a path
    std::filesystem::path data_dir;         // made when absent, mode 0700; kept between runs
    Durability durability = Durability::strict;
    std::uint64_t memory_bytes_max = 512ULL * 1024 * 1024;
    std::string search_path = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";   // $PATH
    std::string runtime_dir;   // $XDG_RUNTIME_DIR, for the socket when data_dir is too long
    Millis start_time_max = std::chrono::seconds{10};   // until it answers at all
    Millis load_time_max = std::chrono::minutes{10};    // while it says that it loads its data
    Millis lock_time_max = std::chrono::seconds{3};     // for a server of a killed daemon to end
    Millis stop_time_max = std::chrono::seconds{10};    // from SIGTERM to SIGKILL
    Millis restart_pause_min = std::chrono::milliseconds{100};
    Millis restart_pause_max = std::chrono::seconds{5};
};

// All members on one executor. Must outlive the coroutines. Destroyed without stop(), the server gets a SIGTERM.
class EmbeddedServer {
public:
    EmbeddedServer(asio::any_io_executor executor, Clock& clock, EmbeddedSettings settings);
    ~EmbeddedServer();
    EmbeddedServer(const EmbeddedServer&) = delete;
    EmbeddedServer& operator=(const EmbeddedServer&) = delete;

    // Returns when the server answers. Errors are the system's (ENOENT: no redis-server; EAGAIN: another server owns the
    // folder; ETIMEDOUT: it did not answer in time; ECHILD: it ended at once); problem() is the sentence for people.
    Task<Result<void>> start();
    const std::string& problem() const { return problem_; }

    // After start(): restarts the server when it dies, with a growing pause, until stop(). Spawn it once.
    Task<> run();

    // SIGTERM, then SIGKILL after stop_time_max. The data stays. Not to be cancelled.
    Task<> stop();

    RedisAddress address() const;
    pid_t pid() const { return child_ ? child_->pid() : -1; }

private:
    enum class Answer { none, loading, pong };

    Result<void> prepare_folders();
    Task<Result<void>> lock_folder();
    Task<Result<void>> launch();
    Task<Result<void>> wait_ready();
    Task<Answer> ping();
    Task<Answer> ask();
    Task<> end_child(Millis grace);
    Task<> pause(Millis span);
    Task<> stopped();
    boost::system::error_code fail(boost::system::errc::errc_t code, std::string problem);

    asio::any_io_executor executor_;
    Clock& clock_;
    EmbeddedSettings settings_;
    EmbeddedConfig config_;
    std::string program_;
    std::string problem_;
    std::optional<FolderLock> lock_;
    Spawner spawner_;
    std::optional<Child> child_;
    asio::steady_timer stop_event_;
    bool stopping_ = false;
};

}   // namespace smsgw::redis
