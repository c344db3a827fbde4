// Three loops share the session: reading, writing, and the watchdog that looks at the oldest waiter's deadline. Each ends
// when the session is broken; only then are the waiters failed, because only then is it known how much was written.
#include "redis/session.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <utility>

namespace smsgw::redis {
namespace {

constexpr std::size_t kept_bytes_max = 1024 * 1024;   // a burst's write buffer is given back beyond this

}   // namespace

Session::Session(asio::any_io_executor executor, Clock& clock, std::unique_ptr<Wire> wire)
    : executor_(std::move(executor)),
      clock_(clock),
      wire_(std::move(wire)),
      watchdog_(clock),
      guard_(watchdog_, [this] { look_at_head(); }) {}

Task<> Session::serve() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await ((read_loop() && write_loop()) || watchdog_.run());
    fail_pending();
}

void Session::submit(const Command& command, Millis time_max, std::unique_ptr<Waiter> waiter) {
    const auto size_before = gathered_.size();
    command.append_to(gathered_);
    waiter->first_byte = gathered_end_;
    waiter->deadline = clock_.mono_now() + time_max;
    gathered_end_ += gathered_.size() - size_before;
    pending_.push_back(std::move(waiter));
    if (pending_.size() == 1) watch_head();
    writer_.notify();
}

void Session::close(boost::system::error_code reason) {
    if (broken_) return;
    broken_ = true;
    reason_ = reason;
    guard_.clear();
    wire_->close();
    writer_.notify();
}

Task<> Session::read_loop() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!broken_) {
        auto [ec, bytes] = co_await wire_->read_some(asio::buffer(read_));
        if (ec) {
            // Nobody but our parent cancels a read of a session that is not broken.
            close(ec == asio::error::operation_aborted ? make_error_code(Errc::stopping) : ec);
        } else {
            deliver({read_.data(), bytes});
        }
    }
}

void Session::deliver(std::string_view bytes) {
    replies_.feed(bytes);
    while (!broken_) {   // a completed waiter may have closed the session
        Reply reply;
        const auto next = replies_.next(reply);
        if (next == ReplyReader::Next::need_more) return;
        if (next == ReplyReader::Next::malformed || pending_.empty()) {
            close(Errc::redis_reply_unexpected);
            return;
        }
        const auto waiter =
            std::move(pending_.front());   // out of the queue first: it may call again at once
        pending_.pop_front();
        watch_head();
        waiter->complete(executor_, std::move(reply));
    }
}

Task<> Session::write_loop() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!broken_) {
        if (gathered_.empty()) {
            co_await writer_.wait();
        } else {
            co_await write_gathered();
        }
    }
}

Task<> Session::write_gathered() {
    std::swap(gathered_, writing_);
    const auto begin = written_end_;
    // How much of a TLS record has left is not known until all of it has: assume the worst from the start.
    if (wire_->encrypted()) written_end_ = begin + writing_.size();
    std::size_t done = 0;
    while (done < writing_.size() && !broken_) {
        auto [ec, bytes] = co_await wire_->write_some(asio::buffer(writing_) + done);
        done += bytes;
        written_end_ = std::max(written_end_, begin + done);
        if (ec) close(ec);
    }
    writing_.clear();
    if (writing_.capacity() > kept_bytes_max) std::string().swap(writing_);
}

// Keeps the guard set no later than the front's deadline. A front with a later deadline, or none, is not worth a change:
// the guard comes early, looks, and is set again.
void Session::watch_head() {
    if (pending_.empty() || pending_.front()->deadline >= guarded_until_) return;
    const auto deadline = pending_.front()->deadline;
    guarded_until_ = deadline;
    guard_.expire_after(std::chrono::ceil<Millis>(deadline - clock_.mono_now()));
}

void Session::look_at_head() {
    guarded_until_ = MonoTime::max();
    if (pending_.empty()) return;
    if (pending_.front()->deadline > clock_.mono_now()) {
        watch_head();
        return;
    }
    head_late_ = true;
    close(Errc::redis_timeout);
}

void Session::fail_pending() {
    auto failed = std::exchange(pending_, {});   // a resumed caller may look at the queue
    bool is_head = true;
    for (const auto& waiter : failed) {
        waiter->complete(executor_, failure_of(*waiter, is_head));
        is_head = false;
    }
}

boost::system::error_code Session::failure_of(const Waiter& waiter, bool is_head) const {
    if (reason_ == Errc::stopping) return Errc::stopping;
    if (waiter.first_byte >= written_end_) return Errc::redis_disconnected;
    return is_head && head_late_ ? Errc::redis_timeout : Errc::redis_connection_lost;
}

}   // namespace smsgw::redis
