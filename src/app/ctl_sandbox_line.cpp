#include "app/ctl_sandbox_line.hpp"

#include "app/config_read.hpp"

namespace smsgw::app {
namespace {

constexpr int day_ms = 86'400'000;

// Not CLI::Range: to that one NaN is in every range.
std::string check_chance(const std::string& text) {
    double chance = 0;
    const auto problem = take_real({Value::Form::plain, text, {}}, {0, 1}, chance);
    return problem ? "a chance " + *problem : std::string();
}

}   // namespace

CLI::App* add_sandbox(CLI::App& app, SandboxOptions& options, SandboxTyped& typed) {
    auto* sub = app.add_subcommand("sandbox", "Run a simulated operator until SIGINT or SIGTERM");
    sub->add_option("--listen", typed.listen, "Address and port; port 0 takes a free one (127.0.0.1:9099)");
    sub->add_option("--api-key", options.api_key, "Where the key is that a submit must show")
        ->capture_default_str();
    sub->add_option("--webhook-secret", options.webhook_secret, "Where the secret is that signs reports")
        ->capture_default_str();
    sub->add_option("--ledger", options.ledger_file,
                    "File that every accept and report is appended to, as NDJSON");
    sub->add_option("--report-hosts", typed.report_hosts, "Where reports may go: loopback or any")
        ->check(CLI::IsMember({"loopback", "any"}))
        ->capture_default_str();
    sub->add_flag("--dedupe", options.dedupe,
                  "Drop repeats: an Idempotency-Key that was accepted before makes no second SMS");
    sub->add_option("--seed", options.faults.seed, "The same seed gives the same faults")
        ->capture_default_str();
    sub->add_option("--latency-ms", typed.latency_ms, "Wait before every answer")
        ->check(CLI::Range(0, day_ms))
        ->capture_default_str();
    sub->add_option("--report-delay-ms", typed.report_delay_ms, "Wait before a report, and between two")
        ->check(CLI::Range(0, day_ms))
        ->capture_default_str();
    auto& faults = options.faults;
    sub->add_option("--tps", faults.tps, "Segments taken in a second, more are answered 429; 0: any number")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    const struct {
        const char* flag;
        double& chance;
        const char* doc;
    } chances[] = {
        {"--early", faults.early, "Chance that a report comes before the answer to its submit"},
        {"--duplicate", faults.duplicate, "Chance that every report comes twice"},
        {"--shuffled", faults.shuffled, "Chance that delivered is reported before sent"},
        {"--missing", faults.missing, "Chance that no report comes"},
        {"--http-401", faults.http_401, "Chance of the answer 401, as if our key were wrong; not accepted"},
        {"--http-402", faults.http_402,
         "Chance of the answer 402, as if our credit were spent; not accepted"},
        {"--http-429", faults.http_429, "Chance of the answer 429; not accepted"},
        {"--http-503", faults.http_503, "Chance of the answer 503; not accepted"},
        {"--http-500", faults.http_500, "Chance of the answer 500; accepted"},
        {"--reset", faults.reset, "Chance that the connection ends without an answer; accepted"},
        {"--hang", faults.hang, "Chance of no answer within a minute; accepted"},
    };
    for (const auto& row : chances)
        sub->add_option(row.flag, row.chance, row.doc)
            ->check(CLI::Validator(check_chance, "0..1"))
            ->capture_default_str();
    return sub;
}

std::optional<std::string> complete(SandboxOptions& options, const SandboxTyped& typed) {
    if (!typed.listen.empty()) {
        auto address = http::ListenAddress::parse(typed.listen);
        if (address.has_error()) return "--listen wants an address and port, like 127.0.0.1:9099";
        options.listen = std::move(*address);
    }
    options.report_hosts = typed.report_hosts == "any" ? ReportHosts::any : ReportHosts::loopback;
    auto& faults = options.faults;
    faults.latency = Millis{typed.latency_ms};
    faults.report_delay = Millis{typed.report_delay_ms};
    if (!providers::fit_together(faults)) return std::string(providers::unfit_faults);
    return {};
}

}   // namespace smsgw::app
