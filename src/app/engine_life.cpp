// How an engine begins, hands over and ends.
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <future>

#include "app/engine.hpp"
#include "base/log.hpp"

namespace smsgw::app {

using namespace asio::experimental::awaitable_operators;

template <class Function>
std::invoke_result_t<Function> Engine::on_loop(Function function) {
    std::packaged_task<std::invoke_result_t<Function>()> task(std::move(function));
    auto result = task.get_future();
    asio::post(io_, [task = std::move(task)]() mutable { task(); });
    return result.get();
}

void Engine::start() {
    tasks_.spawn("redis", redis_.run());
    tasks_.spawn("doorbell", doorbell_.run());
    if (gate_) {
        tasks_.spawn("gate_connection", gate_connection_->run());
        tasks_.spawn("gate", gate_->run());
    }
    tasks_.spawn("revocations", revocation_watch_.run());
    watch_connections();
    thread_ = std::thread([this] { io_.run(); });
}

Result<void> Engine::listen(ListenConfig& addresses) {
    return on_loop([&] { return open_listeners(addresses); });
}

void Engine::succeed(Engine& former) {
    auto doors = former.on_loop([&former] {
        former.doors_ = Doors::given;
        return std::array{former.api_server_.give_listener(), former.webhook_server_.give_listener(),
                          former.admin_server_.give_listener()};
    });
    on_loop([&] {
        doors_ = Doors::open;
        const std::array servers{&api_server_, &webhook_server_, &admin_server_};
        for (std::size_t i = 0; i < servers.size(); ++i)
            if (auto taken = servers[i]->take_listener(std::move(doors[i])); taken.has_error())
                log::error("listener.failed", {log::f(taken.error())});
    });
}

void Engine::work(const std::string& report_base) {
    on_loop([&] {
        if (has(Role::worker)) {
            start_workers(report_base);
            tasks_.spawn("quality", quality_.run());
        }
        if (has(Role::sweeper)) {
            tasks_.spawn("sweeper", sweeper_.run());
            tasks_.spawn("tally", tally_.run());
        }
        if (has(Role::callback)) tasks_.spawn("callbacks", callbacks_.run());
        watch_work();
    });
}

std::vector<std::string> Engine::not_ready_because() {
    return on_loop([this] { return reasons(); });
}

std::string Engine::installation() {
    return on_loop([this] { return installation_.id(); });
}

Task<> Engine::stop_dispatcher() {
    doorbell_.stop();   // ends its wait for work
    if (dispatcher_) co_await dispatcher_->stop(shared_.config.shutdown_grace);
    co_await reconciler_.stop();
}

Task<> Engine::stop_doors() {
    const auto grace = shared_.config.shutdown_grace;
    co_await (api_server_.stop(grace) && webhook_server_.stop(grace));
    doors_closing_.set_value();
}

Task<> Engine::stop_callbacks() {
    const auto grace = shared_.config.shutdown_grace;
    co_await (callbacks_.stop(grace) && feedback_.stop(grace));
}

// The reverse of starting: no new work, then what is in hand, then the listeners' last answers, then Redis.
Task<> Engine::shut_down() {
    stopping_ = true;   // /readyz says it; everything goes on until a load balancer has noticed
    if (doors_ == Doors::open) co_await clock_.sleep_until(clock_.mono_now() + shared_.config.shutdown_delay);
    sweeper_.stop();
    tally_.stop();
    quality_.stop();
    if (doors_ == Doors::given) {   // another engine serves and works already
        co_await (stop_dispatcher() && stop_doors() && stop_callbacks());
    } else {
        co_await stop_dispatcher();
        co_await stop_doors();
        co_await stop_callbacks();
    }
    callback_post_.close();
    // Who asked for this may still wait for the answer.
    co_await admin_server_.stop(shared_.config.shutdown_grace);
    revocation_watch_.stop();
    for (auto& client : clients_) client->close();
    if (captcha_) captcha_->close();
    if (gate_) {
        gate_->stop();
        gate_connection_->stop();
    }
    redis_.stop();
    co_await drain(tasks_, clock_, Millis{0});
}

void Engine::stop() {
    std::promise<void> done;
    asio::co_spawn(io_, shut_down(), [&done](std::exception_ptr) { done.set_value(); });
    done.get_future().wait();
    io_.stop();
    thread_.join();
}

}   // namespace smsgw::app
