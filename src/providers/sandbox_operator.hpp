// A simulated operator with its own HTTP server: takes submits, posts signed delivery reports, makes faults on demand
// (sandbox_plan.hpp) and keeps books (sandbox_ledger.hpp). Behind the `sandbox` provider of a first run, and in tests.
//
//   POST /v1/submit          {"to","text","sender","ref","report_url"} -> 200 {"id":"sb-..."}
//   GET  /v1/messages?ref=R  what became of the submit with exactly this ref -> 200 {"id","ref","status","error"}, or
//                            404 {"error":"not_found","ref"}
//   PUT  /faults             changes the faults from now on (sandbox_faults.hpp) -> 200 with all of them
//   GET  /ledger             the counts as JSON; no numbers, no texts, so no key; all others need
//                            Authorization: Bearer <key>
//   report                   POST report_url {"id","ref","status","at","error"}, signed; see sandbox_reporter.hpp
//
// With `dedupe`, a submit whose Idempotency-Key was accepted before gets the answer of that one and makes no second SMS.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <random>
#include <string>

#include "base/task_group.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "providers/sandbox_ledger.hpp"
#include "providers/sandbox_plan.hpp"
#include "providers/sandbox_reporter.hpp"
#include "smsgw/e164_number.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::providers {

struct SandboxOperatorConfig {
    http::ListenAddress address = {"127.0.0.1", 0};
    Secret api_key;          // what a submit must show
    Secret webhook_secret;   // signs reports
    SandboxFaults faults;
    bool dedupe = false;
    std::string ledger_file;   // NDJSON, appended; empty: none
    std::size_t ledger_entries_max = 2'000'000;
    Millis hang_time_max = std::chrono::minutes{1};
    ReporterLimits reporter;
};

// On one executor; not thread-safe. `client` posts the reports; it and `clock` must outlive the operator.
// Once started it has to be stopped before it is destroyed.
class SandboxOperator {
public:
    SandboxOperator(asio::any_io_executor executor, Clock& clock, http::Client& client,
                    SandboxOperatorConfig config);

    // Listens. Errc::config_invalid: no key, no secret, or a ledger file that cannot be opened; else what
    // http::Server::listen says.
    Result<void> start();
    std::uint16_t port() const { return server_.port(); }
    const SandboxLedger& ledger() const { return ledger_; }

    // Stops listening, gives open requests `grace`, then drops the reports that are still to come.
    Task<> stop(Millis grace);

private:
    struct Submit {
        E164Number to;
        std::string ref;
        std::string report_url;
        int segments = 1;
        std::string dedupe_key;   // empty: none, or not looked at
    };

    std::vector<http::Route> routes();
    Task<http::Response> on_submit(http::Request request);
    Task<http::Response> on_look_up(http::Request request);
    Task<http::Response> on_faults(http::Request request);
    Task<http::Response> on_ledger(http::Request request);
    bool is_authorized(const http::Request& request) const;
    Result<Submit> read_submit(const http::Request& request) const;
    http::Response refuse(int status, std::string_view error);
    bool exceeds_tps(int segments);
    Task<> wait_latency();
    Task<http::Response> accept(Submit submit, SandboxPlan plan);

    Clock& clock_;
    SandboxOperatorConfig config_;
    std::mt19937_64 random_;
    std::mt19937_64 look_up_random_;
    std::chrono::sys_seconds second_{};   // that segments_ were taken in
    int segments_ = 0;
    SandboxLedger ledger_;
    SandboxReporter reporter_;
    TaskGroup tasks_;
    http::Server server_;
};

}   // namespace smsgw::providers
