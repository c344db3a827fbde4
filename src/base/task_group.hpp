// Every coroutine has a parent: a group knows its children, can be joined, and can cancel them.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <string>
#include <vector>

#include "smsgw/ports/clock.hpp"
#include "smsgw/task.hpp"

namespace smsgw {

enum class Spawned { yes, closed };

// All members on one executor; not thread-safe. Must outlive its children: join() before destroying it.
class TaskGroup {
public:
    explicit TaskGroup(asio::any_io_executor executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    ~TaskGroup();

    // Starts a child. An exception that leaves it is a bug: it is logged as task.failed with `name` and ends the child.
    Spawned spawn(std::string name, Task<> task);
    void close() { closed_ = true; }   // spawn() now answers `closed`
    void cancel_all();                 // children see operation_aborted at their current wait
    Task<> join();                     // returns when no child is left
    std::size_t size() const { return children_.size(); }

private:
    asio::any_io_executor executor_;
    asio::steady_timer changed_;
    std::list<asio::cancellation_signal> children_;
    bool closed_ = false;
};

// Runs the tasks at the same time and returns when all have ended. Cancelling the caller does not cut it short: what the
// tasks refer to stays as long as they run. An exception that leaves one is logged as task.failed with `name`.
Task<> run_all(std::string name, std::vector<Task<>> tasks);

// Closes the group, gives the children `grace` to end by themselves, then cancels them and waits until they have.
Task<> drain(TaskGroup& group, Clock& clock, Millis grace);

}   // namespace smsgw
