// A real redis-server for one test: on a Unix socket in a fresh folder below /tmp, killed by its pid, folder removed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "redis/connection.hpp"

namespace smsgw::test {

// A folder below /tmp (sockets need short paths) for as long as the object lives.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

enum class Fsync { off, always };   // off: no append-only file, nothing survives kill9()

class RedisServer {
public:
    // `arguments` are added to the command line: {"--requirepass", "x"}. Throws when the server does not answer.
    explicit RedisServer(Fsync fsync = Fsync::off, std::vector<std::string> arguments = {});
    ~RedisServer();
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;

    // As the user that a gateway has (redis/acl.hpp): what its rules do not cover fails in our tests, not at a customer's.
    redis::RedisAddress address() const;
    std::string url() const;                     // the same, for programs
    redis::RedisAddress admin_address() const;   // as the user that may do everything
    const std::string& folder() const { return folder_.path(); }
    const std::string& socket() const { return socket_; }

    void kill9();     // and waits until it is gone
    void restart();   // after kill9(), in the same folder
    void pause();     // it runs no further, and its sockets stay open
    void resume();

    // One command on a connection of its own, blocking; for what a test gives and asserts. Throws when it cannot be
    // asked; an error reply is a value.
    redis::Reply command(const std::vector<std::string>& words) const;

private:
    void start();
    std::string log_text() const;   // why it does not run

    std::vector<std::string> arguments_;
    TempFolder folder_;
    std::string socket_;
    pid_t pid_ = -1;
};

// The same blocking question to any server's socket.
redis::Reply ask_redis(const std::string& socket, const std::vector<std::string>& words);

// A TCP port of 127.0.0.1 that was free a moment ago, for a server that cannot be told to use port 0.
std::uint16_t free_port();

}   // namespace smsgw::test
