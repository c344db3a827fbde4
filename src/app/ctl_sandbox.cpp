#include "app/ctl_sandbox.hpp"

#include "app/ctl_settings.hpp"
#include "providers/sandbox_operator.hpp"

namespace smsgw::app {
namespace {

constexpr Millis stop_grace = std::chrono::seconds{1};

}   // namespace

Task<int> run_sandbox(SandboxOptions options, CtlContext context, Task<> stopped) {
    auto api_key = resolve_twice(options.api_key, context.input.sources);
    auto webhook_secret = resolve_twice(options.webhook_secret, context.input.sources);
    for (const auto& [flag, secret] :
         {std::pair{"--api-key: ", &api_key}, {"--webhook-secret: ", &webhook_secret}})
        if (!secret->problem.empty()) {
            context.err << "smsgwctl: " << flag << secret->problem << "\n";
            co_return exit_misuse;
        }
    providers::SandboxOperatorConfig config;
    config.address = options.listen;
    config.api_key = std::move(api_key.value);
    config.webhook_secret = std::move(webhook_secret.value);
    config.faults = options.faults;
    config.dedupe = options.dedupe;
    config.ledger_file = options.ledger_file;
    const auto executor = co_await asio::this_coro::executor;
    providers::SandboxOperator sandbox(executor, context.clock, context.client, std::move(config));
    if (const auto started = sandbox.start(); started.has_error()) {
        context.err << "smsgwctl: cannot listen, or cannot write the ledger: " << error_name(started.error())
                    << "\n";
        co_return exit_failed;
    }
    auto bound = options.listen;
    bound.port = sandbox.port();
    const bool v6 = bound.host.find(':') != std::string::npos;
    context.out << "sandbox listening on " << (v6 ? "[" + bound.host + "]" : bound.host) << ":" << bound.port
                << std::endl;   // flushed: a script waits for this line
    co_await std::move(stopped);
    co_await sandbox.stop(stop_grace);
    context.out << sandbox.ledger().summary() << std::endl;
    co_return exit_done;
}

}   // namespace smsgw::app
