// A child process that does not outlive us, and whose end can be awaited.
#pragma once

#include <sys/types.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::redis {

struct ChildPlan {
    std::string program;                    // a path, not a name
    std::vector<std::string> arguments;     // without argv[0]
    std::vector<std::string> environment;   // NAME=value; nothing is inherited, so no secret of ours is
    std::string output;                     // stdout and stderr are appended to this file
    int kept_fd = -1;                       // stays open in the child, as fd 3; everything else is closed
};

// A thread that forks. The kernel ends a child (PR_SET_PDEATHSIG) when the *thread* that forked it ends, so the forking
// thread must live as long as the child may.
class Spawner {
public:
    Spawner();
    ~Spawner();   // children that still run get SIGTERM
    Spawner(const Spawner&) = delete;
    Spawner& operator=(const Spawner&) = delete;

    // Starts the program in a process group of its own, so that a Ctrl-C on the terminal is for us alone. Waits for
    // the fork (about a millisecond), not for the exec: a program that cannot be executed ends with status 127.
    Result<pid_t> spawn(const ChildPlan& plan);

private:
    void serve(std::stop_token stop);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    const ChildPlan* asked_ = nullptr;
    std::optional<Result<pid_t>> answer_;
    std::jthread thread_;   // last: it uses the others
};

// One started child. Kills nothing on its own: its owner decides.
class Child {
public:
    // Errors: pidfd_open's.
    static Result<Child> watch(asio::any_io_executor executor, pid_t pid);

    pid_t pid() const { return pid_; }
    void signal(int number) const;   // no effect on one that has ended

    // Returns when it has ended, or when cancelled; several may wait.
    Task<> wait_end();

    // Has it ended? Takes its exit status from the kernel the first time.
    bool ended();
    std::string end_text() const;   // "exit status 1", "signal 9"

private:
    Child(pid_t pid, asio::posix::stream_descriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

    pid_t pid_;
    asio::posix::stream_descriptor pidfd_;
    bool ended_ = false;
    int status_ = 0;
};

}   // namespace smsgw::redis
