// The private redis-server of a simulation: in memory, gone with it, with several databases so that several plays run at once.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/ctl_redis.hpp"
#include "redis/admission_lab.hpp"
#include "redis/embedded_server.hpp"

namespace smsgw::app {

class AbuseStage {
public:
    // `program`, `search_path`: as redis::EmbeddedSettings. Destroyed only after close().
    AbuseStage(asio::any_io_executor executor, Clock& clock, std::string program, std::string search_path);
    ~AbuseStage();
    AbuseStage(const AbuseStage&) = delete;
    AbuseStage& operator=(const AbuseStage&) = delete;

    // Starts the server and opens so many labs (at most 16, Redis' databases). problem() says why not.
    Task<Result<void>> open(int labs);
    Task<> close();
    const std::string& problem() const { return problem_; }

    redis::AdmissionLab& lab(std::size_t i) { return labs_.at(i); }

private:
    asio::any_io_executor executor_;
    Clock& clock_;
    std::string library_;
    std::filesystem::path folder_;
    TaskGroup group_;
    redis::EmbeddedServer server_;
    std::vector<std::unique_ptr<RedisDoor>> doors_;
    std::vector<redis::AdmissionLab> labs_;
    std::string problem_;
};

}   // namespace smsgw::app
