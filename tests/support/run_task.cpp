#include "support/run_task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <exception>

namespace smsgw::test {

void run_task(asio::io_context& io, Task<> task, std::chrono::seconds limit) {
    std::exception_ptr error;
    bool ended = false;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr e) {
        error = e;
        ended = true;
        io.stop();
    });
    io.restart();
    io.run_for(limit);
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::runtime_error("the task did not end");
}

void drive(asio::io_context& io) {
    io.restart();
    io.poll();
}

}   // namespace smsgw::test
