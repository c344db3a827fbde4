// Posts the simulated operator's delivery reports: signed, in order per message, repeated until acknowledged.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <string>
#include <vector>

#include "base/task_group.hpp"
#include "http/client.hpp"
#include "providers/sandbox_ledger.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::providers {

// Headers of a signed report; see webhook_signature.hpp for what is signed.
inline constexpr std::string_view sandbox_timestamp_header = "X-Sandbox-Timestamp";
inline constexpr std::string_view sandbox_signature_header = "X-Sandbox-Signature";

// The one reason that this operator knows for not delivering; empty with every other status word.
std::string_view reason_of(std::string_view status);

struct ReporterLimits {
    int tries_max = 20;            // per report
    Millis retry_delay_min{100};   // doubled with every try
    Millis retry_delay_max{5000};
    std::size_t posts_in_flight_max =
        48;                             // below the client's connections, so that a post seldom waits for one
    std::size_t jobs_max = 2'000'000;   // messages with reports to come; further ones are abandoned
};

// One message and the reports that it still gets.
struct ReportJob {
    std::string id;
    std::string ref;
    std::string url;
    std::vector<std::string_view> statuses;   // words with static storage, in order
    std::size_t next = 0;
    int tries = 0;   // of the next one
};

class SandboxReporter {
public:
    SandboxReporter(asio::any_io_executor executor, Clock& clock, http::Client& client, Secret secret,
                    Millis delay, SandboxLedger& ledger, ReporterLimits limits);

    // From the next report on that is scheduled.
    void use_delay(Millis delay) { delay_ = delay; }

    // Posts the job's reports one after the other, `delay` before each.
    void schedule(ReportJob job);

    // Posts the next report now and returns when it is answered; what is left, or has to be repeated, is scheduled.
    Task<> post_next(ReportJob job);

    // Runs until cancelled. Its posts are children of `posts`, which the caller cancels and joins.
    Task<> run(TaskGroup& posts);

private:
    Task<> post_and_count(ReportJob job);
    void schedule_at(MonoTime due, ReportJob job);

    Clock& clock_;
    http::Client& client_;
    Secret secret_;
    Millis delay_;
    SandboxLedger& ledger_;
    ReporterLimits limits_;
    std::multimap<MonoTime, ReportJob> jobs_;   // by the time at which the next report is due
    std::size_t in_flight_ = 0;
    asio::steady_timer changed_;   // never expires; cancelled to wake run()
};

}   // namespace smsgw::providers
