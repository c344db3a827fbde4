#include "app/ctl_redis.hpp"

#include <filesystem>

#include "app/ctl_settings.hpp"
#include "redis/embedded_config.hpp"

namespace smsgw::app {
namespace {

constexpr Millis try_every{5};
// A first try ends by itself sooner than this.
constexpr Millis first_try_max = std::chrono::seconds{15};

redis::RedisAddress private_server(const Config& config, const LoadInput& input) {
    const auto data_dir = std::filesystem::absolute(config.data_dir).lexically_normal();
    const auto runtime_dir = input.sources.getenv("XDG_RUNTIME_DIR").value_or("");
    redis::RedisAddress address;
    address.transport = redis::RedisAddress::Transport::unix_socket;
    address.socket_path = redis::embedded_socket(data_dir, runtime_dir).string();
    return address;
}

}   // namespace

std::variant<redis::RedisAddress, std::string> find_redis(const RedisOptions& options,
                                                          const LoadInput& input) {
    if (!options.url.empty()) {
        ResolvedSecret url{Secret(options.url), {}};
        if (is_reference(options.url)) url = resolve_twice(options.url, input.sources);
        if (!url.problem.empty()) return "--redis: " + url.problem;
        auto address = redis::RedisAddress::parse(url.value.reveal());
        if (address.has_error())
            return "--redis wants redis://host:port/db, rediss://host:port/db or unix:///path";
        return std::move(*address);
    }
    Config config;
    if (auto problem = read_setting(input, options.config_path, {"redis", "url"}, config)) return *problem;
    if (config.redis.address) return std::move(*config.redis.address);
    if (auto problem = read_setting(input, options.config_path, {"data", "dir"}, config)) return *problem;
    return private_server(config, input);
}

int refuse_partitions(const boost::system::error_code& error, CtlContext context) {
    context.err << "smsgwctl: "
                << (error == Errc::not_found ? "no gateway has ever used this Redis" : error_name(error))
                << "\n";
    return exit_failed;
}

RedisDoor::RedisDoor(asio::any_io_executor executor, Clock& clock, redis::RedisAddress address)
    : clock_(clock),
      address_(address.text()),
      group_(executor),
      connection_(executor, clock, std::move(address), {}, "smsgwctl") {}

Task<Result<void>> RedisDoor::open() {
    group_.spawn("redis", connection_.run());
    const auto end = clock_.mono_now() + first_try_max;
    while (!connection_.connected()) {
        // Until the first try has ended, this is what it was made with.
        const auto error = connection_.last_error();
        if (error && error != Errc::redis_disconnected) co_return error;
        if (clock_.mono_now() >= end) co_return error;
        co_await clock_.sleep_until(clock_.mono_now() + try_every);
    }
    co_return Result<void>();
}

Task<> RedisDoor::close() {
    connection_.stop();
    co_await group_.join();
}

}   // namespace smsgw::app
