// The redis.conf of the private server and where its socket goes: pure functions of the settings.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "redis/durability.hpp"

namespace smsgw::redis {

struct EmbeddedConfig {
    std::filesystem::path data_dir;   // absolute
    std::filesystem::path socket;     // from embedded_socket()
    Durability durability = Durability::strict;
    std::uint64_t memory_bytes_max = 512ULL * 1024 * 1024;
};

// A complete redis.conf. The server listens on the Unix socket only.
std::string embedded_config(const EmbeddedConfig& config);

// <data_dir>/redis.sock, or, where that is longer than a socket address can be (107 bytes), a directory of its own in
// `runtime_dir` ($XDG_RUNTIME_DIR), or in /tmp when that is empty or too long as well. The same for each start.
std::filesystem::path embedded_socket(const std::filesystem::path& data_dir, const std::string& runtime_dir);

}   // namespace smsgw::redis
