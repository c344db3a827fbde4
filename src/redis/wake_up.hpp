// Lets one coroutine sleep until another one has something for it; cheaper than the cancelled timer that usually
// stands in for it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "smsgw/task.hpp"

namespace smsgw::redis {

// One waiter at a time, all on one executor. Not cancellable: whoever ends the waiter notifies it.
class WakeUp {
public:
    Task<> wait() {
        return asio::async_initiate<const asio::use_awaitable_t<>, void()>(
            [this](Handler handler) { waiting_.emplace(std::move(handler)); }, asio::use_awaitable);
    }

    // Posted, not resumed here: what else is ready in this turn of the loop adds its bytes first.
    void notify() {
        if (!waiting_) return;
        asio::post(std::move(*waiting_));
        waiting_.reset();
    }

private:
    using Handler = asio::async_result<asio::use_awaitable_t<>, void()>::handler_type;
    std::optional<Handler> waiting_;
};

}   // namespace smsgw::redis
