// Somebody who waits for a reply: the caller's coroutine, on the heap, without its type.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <cstdint>
#include <memory>
#include <utility>

#include "redis/reply.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw::redis {

class Waiter {
public:
    virtual ~Waiter() = default;

    // Once, from a handler on `ours`. May run the waiting coroutine before it returns, so that anything may have been
    // called meanwhile.
    virtual void complete(const asio::any_io_executor& ours, Result<Reply> result) = 0;

    // Once, from anywhere: the waiting coroutine runs later.
    virtual void post(boost::system::error_code error) = 0;

    MonoTime deadline{};
    std::uint64_t first_byte = 0;   // of the command, counted from the start of the connection
};

template <class Handler>
class HandlerWaiter final : public Waiter {
public:
    explicit HandlerWaiter(Handler handler) : handler_(std::move(handler)) {}

    void complete(const asio::any_io_executor& ours, Result<Reply> result) override {
        auto handler = std::move(handler_);
        // On the same executor the caller is resumed here: a post per reply would double the cost of a small one.
        if (asio::get_associated_executor(handler) == ours) {
            std::move(handler)(std::move(result));
        } else {
            post_result(std::move(handler), std::move(result));
        }
    }

    void post(boost::system::error_code error) override {
        post_result(std::move(handler_), Result<Reply>(error));
    }

private:
    static void post_result(Handler handler, Result<Reply> result) {
        const auto executor = asio::get_associated_executor(handler);
        asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
            std::move(handler)(std::move(result));
        });
    }

    Handler handler_;
};

}   // namespace smsgw::redis
