// The companion program: arguments, one command, exit code.
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "app/core_files.hpp"
#include "app/ctl_abuse.hpp"
#include "app/ctl_audit.hpp"
#include "app/ctl_blocks.hpp"
#include "app/ctl_callbacks.hpp"
#include "app/ctl_check.hpp"
#include "app/ctl_dead_letters.hpp"
#include "app/ctl_health.hpp"
#include "app/ctl_keys.hpp"
#include "app/ctl_messages.hpp"
#include "app/ctl_ops.hpp"
#include "app/ctl_provider.hpp"
#include "app/ctl_provider_check.hpp"
#include "app/ctl_queues.hpp"
#include "app/ctl_redis_acl.hpp"
#include "app/ctl_sandbox.hpp"
#include "app/ctl_send_csv.hpp"
#include "app/ctl_settings.hpp"
#include "app/ctl_spend.hpp"
#include "app/ctl_suppress.hpp"
#include "base/log.hpp"
#include "base/system_clock.hpp"

namespace {

using namespace smsgw;

bool any_address(const asio::ip::address&) {
    return true;
}
bool loopback_only(const asio::ip::address& address) {
    return address.is_loopback();
}

// A person or a health check waits; a sandbox has many reports on their way at once.
http::ClientLimits limits_of(const app::CtlCommand& command) {
    http::ClientLimits limits;
    limits.read_time_max = std::chrono::seconds{10};
    limits.response_body_bytes_max = 256 * 1024;
    // What is still answered by the former configuration may take its time.
    if (std::holds_alternative<app::ReloadOptions>(command)) limits.read_time_max = std::chrono::minutes{5};
    if (std::holds_alternative<app::SandboxOptions>(command)) limits.connections_per_origin_max = 256;
    return limits;
}

http::AddressPolicy policy_of(const app::CtlCommand& command) {
    const auto* sandbox = std::get_if<app::SandboxOptions>(&command);
    return sandbox != nullptr && sandbox->report_hosts == app::ReportHosts::loopback ? loopback_only
                                                                                     : any_address;
}

app::Screen screen_of(int file) {
    return isatty(file) == 1 ? app::Screen::terminal : app::Screen::lines;
}

Task<> wait_for_signal(asio::signal_set& signals) {
    co_await signals.async_wait(as_result);
}

// The next one ends the program as if nobody waited for it.
Task<> wait_for_first_signal(asio::signal_set& signals) {
    co_await signals.async_wait(as_result);
    signals.clear();
}

// One coroutine per kind of command; what needs no network is answered at once.
struct Start {
    app::CtlContext context;
    asio::signal_set& signals;

    Task<int> operator()(app::SandboxOptions options) const {
        // Before it says that it listens: whoever reads that line may end it at once.
        signals.add(SIGINT);
        signals.add(SIGTERM);
        return app::run_sandbox(std::move(options), context, wait_for_signal(signals));
    }
    Task<int> operator()(app::KeysNewOptions options) const {
        co_return app::make_new_key(options, context.input, context.out, context.err);
    }
    Task<int> operator()(app::KeysListOptions options) const {
        return app::list_keys(std::move(options), context);
    }
    Task<int> operator()(app::KeysRevokeOptions options) const {
        return app::handle_revocation(std::move(options), context);
    }
    Task<int> operator()(app::RedisAclOptions options) const {
        co_return app::print_redis_acl(options, context.input, context.out, context.err);
    }
    Task<int> operator()(app::HealthOptions options) const {
        return app::check_health(std::move(options), context);
    }
    Task<int> operator()(app::SendOptions options) const {
        return app::send_message(std::move(options), context);
    }
    Task<int> operator()(app::SendCsvOptions options) const {
        signals.add(SIGINT);
        signals.add(SIGTERM);
        return app::send_csv(std::move(options), context, wait_for_first_signal(signals));
    }
    Task<int> operator()(app::StatusOptions options) const {
        return app::show_message(std::move(options), context);
    }
    Task<int> operator()(app::AuditOptions options) const {
        return app::audit_storage(std::move(options), context);
    }
    Task<int> operator()(app::DeadLetterOptions options) const {
        return app::handle_dead_letters(std::move(options), context);
    }
    Task<int> operator()(app::CallbackOptions options) const {
        return app::handle_callbacks(std::move(options), context);
    }
    Task<int> operator()(app::ProviderOptions options) const {
        return app::handle_provider(std::move(options), context);
    }
    Task<int> operator()(app::ProviderTestOptions options) const {
        return app::test_provider(std::move(options), context);
    }
    Task<int> operator()(app::SpendOptions options) const {
        return app::show_spend(std::move(options), context);
    }
    Task<int> operator()(app::SuppressOptions options) const {
        return app::handle_suppressions(std::move(options), context);
    }
    Task<int> operator()(app::QueuesOptions options) const {
        return app::show_queues(std::move(options), context);
    }
    Task<int> operator()(app::WatchOptions options) const {
        return app::watch_queues(std::move(options), context);
    }
    Task<int> operator()(app::BlocksOptions options) const {
        return app::handle_blocks(std::move(options), context);
    }
    Task<int> operator()(app::CheckOptions options) const {
        return app::check_production(std::move(options), context);
    }
    Task<int> operator()(app::AbuseSimOptions options) const {
        return app::simulate_abuse(std::move(options), context);
    }
    Task<int> operator()(app::ReloadOptions options) const {
        return app::reload_gateway(std::move(options), context);
    }
    Task<int> operator()(app::LogLevelOptions options) const {
        return app::set_log_level(std::move(options), context);
    }
};

int run(const app::CtlCommand& command) {
    // The sandbox tells what goes on; of the others a person wants the answer.
    if (!std::holds_alternative<app::SandboxOptions>(command)) log::set_level(log::Level::error);
    auto input = app::system_input();
    input.sources = app::sources_with_services(input, {});
    asio::io_context io(1);
    SystemClock clock;
    http::Client client(io.get_executor(), clock, limits_of(command), {policy_of(command)});
    asio::signal_set signals(io);
    const Start start{
        {input, std::cout, std::cerr, client, clock, screen_of(STDOUT_FILENO), screen_of(STDERR_FILENO)},
        signals};
    int code = app::exit_failed;
    std::exception_ptr failure;
    asio::co_spawn(io, std::visit(start, command), [&](std::exception_ptr error, int result) {
        failure = error;
        code = result;
        client.close();
        io.stop();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return code;
}

}   // namespace

int main(int argc, char** argv) {
    app::forbid_core_files();
    const auto line = app::parse_ctl_line(argc, argv);
    if (line.action != app::CtlLine::Action::run) {
        const bool misuse = line.action == app::CtlLine::Action::misuse;
        (misuse ? std::cerr : std::cout) << line.text;
        return misuse ? app::exit_misuse : app::exit_done;
    }
    try {
        return run(line.command);
    } catch (const std::exception& error) {
        std::cerr << "smsgwctl: " << error.what() << "\n";
        return app::exit_failed;
    }
}
