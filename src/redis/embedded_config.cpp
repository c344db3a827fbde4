// The text of redis.conf. Every line that is not Redis' default is here for a reason (docs/architecture.md, "Durability").
#include "redis/embedded_config.hpp"

#include <sys/un.h>
#include <unistd.h>

#include "base/crypto.hpp"

namespace smsgw::redis {
namespace {

constexpr std::size_t socket_path_bytes_max = sizeof(sockaddr_un::sun_path) - 1;

// redis.conf words are split like a shell's; in double quotes only \ and " mean something, and control characters
// must be spelled out.
std::string quoted(const std::string& word) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            out += "\\x";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
    }
    return out + '"';
}

}   // namespace

std::string embedded_config(const EmbeddedConfig& config) {
    const bool relaxed = config.durability == Durability::relaxed;
    std::string out = "# Written by smsgwd at every start; changes are lost.\n";
    const auto line = [&out](const std::string& text) { out += text + "\n"; };

    line("# Reachable by the daemon's own user, through the socket only.");
    line("port 0");
    line("unixsocket " + quoted(config.socket.string()));
    line("unixsocketperm 700");
    line("enable-debug-command no");
    line("enable-module-command no");

    line("# What is accepted is on disk: the append-only file is the store, snapshots would only add load.");
    line("dir " + quoted(config.data_dir.string()));
    line("appendonly yes");
    line(relaxed ? "appendfsync everysec" : "appendfsync always");
    line("no-appendfsync-on-rewrite no");
    line("aof-use-rdb-preamble yes");
    line("aof-load-truncated yes");
    line("save \"\"");

    line("# A full store refuses new messages; it never drops old ones.");
    line("maxmemory " + std::to_string(config.memory_bytes_max));
    line("maxmemory-policy noeviction");
    line("maxmemory-clients 10%");

    line("# A message of ten segments stays a listpack: half the memory of a hash table.");
    line("hash-max-listpack-value 2048");
    line("hash-max-listpack-entries 64");
    line("stream-node-max-entries 100");
    line("busy-reply-threshold 500");

    line("# The report of a crash would write the command that was being served: texts and numbers.");
    line("crash-log-enabled no");

    line("loglevel notice");
    line("logfile " + quoted((config.data_dir / "redis.log").string()));
    line("daemonize no");
    return out;
}

std::filesystem::path embedded_socket(const std::filesystem::path& data_dir, const std::string& runtime_dir) {
    const auto beside = data_dir / "redis.sock";
    if (beside.native().size() <= socket_path_bytes_max) return beside;
    const auto name = "smsgw-" + hex(sha256(data_dir.string())).substr(0, 16);
    const auto in_runtime = std::filesystem::path(runtime_dir) / name / "redis.sock";
    if (!runtime_dir.empty() && in_runtime.native().size() <= socket_path_bytes_max) return in_runtime;
    return std::filesystem::path("/tmp") / (name + "-" + std::to_string(getuid())) / "redis.sock";
}

}   // namespace smsgw::redis
