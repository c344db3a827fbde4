// See sandbox_reporter.hpp.
#include "providers/sandbox_reporter.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <ctime>

#include "providers/json.hpp"
#include "providers/webhook_signature.hpp"

namespace smsgw::providers {
namespace {

// While reports wait, run() looks at least this often: a report scheduled meanwhile may be due before the first.
constexpr Millis tick{10};

std::string rfc3339(WallTime at) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    const auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text, size};
}

std::string report_body(const ReportJob& job, std::string_view status, WallTime now) {
    return write_json({{"id", job.id},
                       {"ref", job.ref},
                       {"status", status},
                       {"at", rfc3339(now)},
                       {"error", reason_of(status)}});
}

Millis retry_delay(int tries, const ReporterLimits& limits) {
    auto delay = limits.retry_delay_min;
    for (int i = 1; i < tries && delay < limits.retry_delay_max; ++i) delay *= 2;
    return std::min(delay, limits.retry_delay_max);
}

}   // namespace

std::string_view reason_of(std::string_view status) {
    return status == "undelivered" ? "absent" : "";
}

SandboxReporter::SandboxReporter(asio::any_io_executor executor, Clock& clock, http::Client& client,
                                 Secret secret, Millis delay, SandboxLedger& ledger, ReporterLimits limits)
    : clock_(clock),
      client_(client),
      secret_(std::move(secret)),
      delay_(delay),
      ledger_(ledger),
      limits_(limits),
      changed_(executor, asio::steady_timer::time_point::max()) {}

void SandboxReporter::schedule(ReportJob job) {
    schedule_at(clock_.mono_now() + delay_, std::move(job));
}

void SandboxReporter::schedule_at(MonoTime due, ReportJob job) {
    if (job.next >= job.statuses.size() || job.url.empty()) return;
    if (jobs_.size() >= limits_.jobs_max) return ledger_.abandon_report();
    const bool idle = jobs_.empty();
    jobs_.emplace(due, std::move(job));
    if (idle) changed_.cancel();
}

Task<> SandboxReporter::post_next(ReportJob job) {
    if (job.next >= job.statuses.size() || job.url.empty()) co_return;
    const auto status = job.statuses[job.next];
    const auto now = clock_.wall_now();
    const auto timestamp =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
    http::ClientRequest request;
    request.url = job.url;
    request.body = report_body(job, status, now);
    request.headers = {
        {"Content-Type", "application/json"},
        {std::string(sandbox_timestamp_header), timestamp},
        {std::string(sandbox_signature_header), "v1=" + webhook_signature(secret_, timestamp, request.body)}};
    const auto result = co_await client_.send(std::move(request));

    ++job.tries;
    const bool acknowledged = result.has_value() && result->status >= 200 && result->status < 300;
    auto answer = result.has_value() ? std::to_string(result->status) : error_name(result.error().error);
    ledger_.report({now, job.id, job.ref, status, job.tries, std::move(answer), acknowledged});
    if (!acknowledged && job.tries < limits_.tries_max) {
        const auto due = clock_.mono_now() + retry_delay(job.tries, limits_);
        schedule_at(due, std::move(job));
        co_return;
    }
    if (!acknowledged) ledger_.abandon_report();
    ++job.next;
    job.tries = 0;
    schedule(std::move(job));
}

Task<> SandboxReporter::post_and_count(ReportJob job) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await post_next(std::move(job));
    if (in_flight_-- == limits_.posts_in_flight_max) changed_.cancel();
}

Task<> SandboxReporter::run(TaskGroup& posts) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    while (cancelled.cancelled() == asio::cancellation_type::none) {
        const auto now = clock_.mono_now();
        while (!jobs_.empty() && jobs_.begin()->first <= now && in_flight_ < limits_.posts_in_flight_max) {
            auto job = std::move(jobs_.extract(jobs_.begin()).mapped());
            ++in_flight_;
            if (posts.spawn("sandbox.report", post_and_count(std::move(job))) == Spawned::closed) co_return;
        }
        if (jobs_.empty() || in_flight_ >= limits_.posts_in_flight_max)
            co_await changed_.async_wait(as_result);
        else
            co_await clock_.sleep_until(std::min(jobs_.begin()->first, now + tick));
    }
}

}   // namespace smsgw::providers
