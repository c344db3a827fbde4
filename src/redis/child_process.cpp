// fork, exec and pidfd: the system calls behind a child that can be awaited and does not outlive us.
#include "redis/child_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "base/system_error.hpp"

namespace smsgw::redis {
namespace {

constexpr int kept_fd_number = 3;

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    for (auto& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
}

// In the child, between fork and exec: only async-signal-safe calls, no allocation.
[[noreturn]] void become(const char* program, char** arguments, char** environment, const char* output,
                         int kept_fd, pid_t parent) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(126);   // the parent went before the line above took effect
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = open("/dev/null", O_RDONLY);
    const int log = open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (null < 0 || log < 0) _exit(126);
    // The kept one is moved out of the way of 0..3 first.
    const int kept = kept_fd < 0 ? -1 : fcntl(kept_fd, F_DUPFD, 10);
    dup2(null, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    if (kept >= 0) dup2(kept, kept_fd_number);
    // Asio's sockets are not close-on-exec: a listener of ours left open here would go on to swallow connections.
    close_range(kept >= 0 ? kept_fd_number + 1 : kept_fd_number, ~0U, 0);
    execve(program, arguments, environment);
    _exit(127);
}

Result<pid_t> fork_and_exec(const ChildPlan& plan) {
    auto words = plan.arguments;
    words.insert(words.begin(), plan.program);
    auto variables = plan.environment;
    const auto arguments = pointers(words);
    const auto environment = pointers(variables);
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) return last_system_error();
    if (pid == 0) {
        become(plan.program.c_str(), const_cast<char**>(arguments.data()),
               const_cast<char**>(environment.data()), plan.output.c_str(), plan.kept_fd, parent);
    }
    return pid;
}

}   // namespace

Spawner::Spawner() : thread_([this](std::stop_token stop) { serve(std::move(stop)); }) {}

Spawner::~Spawner() = default;   // the thread is asked to stop and joined

Result<pid_t> Spawner::spawn(const ChildPlan& plan) {
    std::unique_lock lock(mutex_);
    asked_ = &plan;
    answer_.reset();
    changed_.notify_all();
    changed_.wait(lock, [this] { return answer_.has_value(); });
    return *answer_;
}

void Spawner::serve(std::stop_token stop) {
    // Signals of the process are for the threads that wait for them.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return asked_ != nullptr; })) {
        answer_ = fork_and_exec(*asked_);
        asked_ = nullptr;
        changed_.notify_all();
    }
}

Result<Child> Child::watch(asio::any_io_executor executor, pid_t pid) {
    // glibc 2.36 declares pidfd_open() without extern "C".
    const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (fd < 0) return last_system_error();
    return Child(pid, asio::posix::stream_descriptor(executor, fd));
}

void Child::signal(int number) const {
    if (!ended_) kill(pid_, number);   // not reaped yet, so the number is still its own
}

Task<> Child::wait_end() {
    // A pidfd becomes readable when its process has ended.
    if (!ended()) co_await pidfd_.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
}

bool Child::ended() {
    if (!ended_)
        ended_ = waitpid(pid_, &status_, WNOHANG) != 0;   // an error means that somebody else has reaped it
    return ended_;
}

std::string Child::end_text() const {
    if (WIFSIGNALED(status_)) return "signal " + std::to_string(WTERMSIG(status_));
    return "exit status " + std::to_string(WEXITSTATUS(status_));
}

}   // namespace smsgw::redis
