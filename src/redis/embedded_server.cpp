// The life of the private server: lock its folder, write its redis.conf, start it, wait until it answers, start it again
// when it dies, end it.
#include "redis/embedded_server.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/log.hpp"

namespace smsgw::redis {
namespace {

using namespace asio::experimental::awaitable_operators;
namespace errc = boost::system::errc;

constexpr Millis poll_every{20};
constexpr Millis ping_time_max{1000};
constexpr Millis healthy_after{10'000};   // one that ran that long is restarted without delay again

EmbeddedConfig config_of(const EmbeddedSettings& settings) {
    EmbeddedConfig config;
    config.data_dir = std::filesystem::absolute(settings.data_dir).lexically_normal();
    config.socket = embedded_socket(config.data_dir, settings.runtime_dir);
    config.durability = settings.durability;
    config.memory_bytes_max = settings.memory_bytes_max;
    return config;
}

}   // namespace

EmbeddedServer::EmbeddedServer(asio::any_io_executor executor, Clock& clock, EmbeddedSettings settings)
    : executor_(executor),
      clock_(clock),
      settings_(std::move(settings)),
      config_(config_of(settings_)),
      stop_event_(executor, asio::steady_timer::time_point::max()) {}

EmbeddedServer::~EmbeddedServer() = default;

RedisAddress EmbeddedServer::address() const {
    RedisAddress address;
    address.transport = RedisAddress::Transport::unix_socket;
    address.socket_path = config_.socket.string();
    return address;
}

boost::system::error_code EmbeddedServer::fail(errc::errc_t code, std::string problem) {
    problem_ = std::move(problem);
    log::error("redis.server_failed", {log::f("reason", problem_)});
    return make_error_code(code);
}

Task<Result<void>> EmbeddedServer::start() {
    co_await asio::this_coro::throw_if_cancelled(false);
    program_ = find_program(settings_.program, settings_.search_path);
    if (program_.empty()) {
        co_return fail(errc::no_such_file_or_directory,
                       "There is no " + settings_.program +
                           " to start: install redis-server, or give the address of a Redis (redis.url).");
    }
    const auto prepared = prepare_folders();
    if (prepared.has_error()) co_return prepared.error();
    const auto locked = co_await lock_folder();
    if (locked.has_error()) co_return locked.error();
    const auto written = write_private_file(config_.data_dir / "redis.conf", embedded_config(config_));
    if (written.has_error())
        co_return fail(errc::io_error, "redis.conf cannot be written: " + written.error().message() + ".");
    const auto launched = co_await launch();
    if (launched.has_error()) lock_.reset();
    co_return launched;
}

Result<void> EmbeddedServer::prepare_folders() {
    const auto socket_folder = config_.socket.parent_path();
    for (const auto& folder : {config_.data_dir, socket_folder}) {
        const auto made = make_private_folder(folder);
        if (made.has_error())
            return fail(errc::permission_denied,
                        "The folder " + folder.string() + " cannot be made: " + made.error().message() + ".");
    }
    if (socket_folder != config_.data_dir && !is_private_folder(socket_folder))
        return fail(errc::permission_denied,
                    "The folder " + socket_folder.string() +
                        " belongs to somebody else or is open to others: remove it.");
    return {};
}

Task<Result<void>> EmbeddedServer::lock_folder() {
    const auto limit = clock_.mono_now() + settings_.lock_time_max;
    while (true) {
        auto taken = FolderLock::take(config_.data_dir / "lock");
        if (taken.has_value()) {
            lock_.emplace(std::move(*taken));
            co_return Result<void>();
        }
        if (taken.error() != errc::resource_unavailable_try_again)
            co_return fail(errc::permission_denied, "The folder " + config_.data_dir.string() +
                                                        " cannot be locked: " + taken.error().message() +
                                                        ".");
        if (clock_.mono_now() >= limit || stopping_) break;
        co_await pause(poll_every);
    }
    co_return fail(errc::resource_unavailable_try_again, "Another redis-server or smsgwd uses the folder " +
                                                             config_.data_dir.string() +
                                                             ": stop it, or set another data.dir.");
}

Task<Result<void>> EmbeddedServer::launch() {
    ChildPlan plan;
    plan.program = program_;
    plan.arguments = {(config_.data_dir / "redis.conf").string()};
    plan.environment = {"PATH=" + settings_.search_path};
    plan.output = (config_.data_dir / "redis.log").string();
    plan.kept_fd = lock_->fd();
    const auto forked = spawner_.spawn(plan);
    if (forked.has_error())
        co_return fail(errc::resource_unavailable_try_again, "fork: " + forked.error().message());
    auto child = Child::watch(executor_, *forked);
    if (child.has_error()) {
        kill(*forked, SIGKILL);
        waitpid(*forked, nullptr, 0);
        co_return fail(errc::not_supported, "pidfd_open: " + child.error().message());
    }
    child_.emplace(std::move(*child));
    const auto ready = co_await wait_ready();
    if (ready.has_error()) {
        if (!stopping_) co_await end_child(Millis{0});
        co_return ready;
    }
    problem_.clear();
    log::info("redis.server_started", {log::f("pid", pid()), log::f("address", address().text())});
    co_return Result<void>();
}

Task<Result<void>> EmbeddedServer::wait_ready() {
    const auto start = clock_.mono_now();
    auto limit = start + settings_.start_time_max;
    const auto log_file = (config_.data_dir / "redis.log").string();
    while (clock_.mono_now() < limit && !stopping_) {
        if (child_->ended())
            co_return fail(errc::no_child_process, "redis-server ended at once (" + child_->end_text() +
                                                       "); its last words are in " + log_file + ".");
        const auto answer = co_await ping();
        if (answer == Answer::pong) co_return Result<void>();
        if (answer == Answer::loading) limit = start + settings_.load_time_max;
        co_await pause(poll_every);
    }
    if (stopping_) co_return Errc::stopping;
    co_return fail(errc::timed_out, "redis-server does not answer; its last words are in " + log_file + ".");
}

Task<EmbeddedServer::Answer> EmbeddedServer::ping() {
    const auto first = co_await (ask() || clock_.sleep_until(clock_.mono_now() + ping_time_max));
    co_return first.index() == 0 ? std::get<0>(first) : Answer::none;
}

Task<EmbeddedServer::Answer> EmbeddedServer::ask() {
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::local::stream_protocol::socket socket(executor_);
    auto [connect_error] = co_await socket.async_connect(
        asio::local::stream_protocol::endpoint(config_.socket.string()), as_result);
    if (connect_error) co_return Answer::none;
    auto [write_error, written] = co_await asio::async_write(socket, asio::buffer("PING\r\n", 6), as_result);
    if (write_error) co_return Answer::none;
    std::array<char, 128> buffer;
    auto [read_error, bytes] = co_await socket.async_read_some(asio::buffer(buffer), as_result);
    const std::string_view text(buffer.data(), bytes);
    if (text.starts_with("+PONG")) co_return Answer::pong;
    co_return text.starts_with("-LOADING") ? Answer::loading : Answer::none;
}

Task<> EmbeddedServer::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = co_await asio::this_coro::cancellation_state;
    const auto over = [&] { return stopping_ || state.cancelled() != asio::cancellation_type::none; };
    auto wait = settings_.restart_pause_min;
    while (!over()) {
        const auto up_since = clock_.mono_now();
        if (child_) co_await child_->wait_end();
        if (over()) break;
        if (child_ && !child_->ended()) continue;   // never two servers on one folder
        if (child_)
            log::error("redis.server_died", {log::f("pid", pid()), log::f("reason", child_->end_text())});
        const bool was_healthy = clock_.mono_now() - up_since >= healthy_after;
        wait = was_healthy ? settings_.restart_pause_min : wait;
        co_await pause(wait);
        if (over()) break;
        wait = std::min(wait * 2, settings_.restart_pause_max);
        co_await launch();   // a failure is logged there, and tried again after the next pause
    }
}

Task<> EmbeddedServer::stop() {
    stopping_ = true;
    stop_event_.cancel();
    co_await end_child(settings_.stop_time_max);
    lock_.reset();
}

// The child is over and gone afterwards.
Task<> EmbeddedServer::end_child(Millis grace) {
    if (child_ && !child_->ended()) {
        child_->signal(grace > Millis{0} ? SIGTERM : SIGKILL);
        const auto limit = clock_.mono_now() + grace;
        if (grace > Millis{0}) co_await (child_->wait_end() || clock_.sleep_until(limit));
        if (!child_->ended()) {
            child_->signal(SIGKILL);
            co_await child_->wait_end();
            child_->ended();   // takes the status, or it stays a zombie
        }
        log::info("redis.server_stopped", {log::f("pid", pid()), log::f("reason", child_->end_text())});
    }
    child_.reset();
}

Task<> EmbeddedServer::pause(Millis span) {
    co_await (clock_.sleep_until(clock_.mono_now() + span) || stopped());
}

Task<> EmbeddedServer::stopped() {
    if (!stopping_) co_await stop_event_.async_wait(as_result);
}

}   // namespace smsgw::redis
