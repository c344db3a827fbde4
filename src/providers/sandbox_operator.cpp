// See sandbox_operator.hpp.
#include "providers/sandbox_operator.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <utility>

#include "base/crypto.hpp"
#include "domain/segments.hpp"
#include "providers/json.hpp"
#include "providers/sandbox_faults.hpp"

namespace smsgw::providers {
namespace {

constexpr std::size_t ref_bytes_max = 255;
constexpr std::size_t url_bytes_max = 2048;

http::Response json_answer(int status, const Json& body) {
    http::Response response;
    response.status = status;
    response.body = write_json(body);
    return response;
}

http::Response problem(Errc code, const std::string&) {
    constexpr std::pair<Errc, int> statuses[] = {
        {Errc::not_found, 404},      {Errc::method_not_allowed, 405}, {Errc::request_timeout, 408},
        {Errc::body_too_large, 413}, {Errc::internal_error, 500},     {Errc::overloaded, 503},
    };
    int status = 400;
    for (const auto& [known, value] : statuses)
        if (known == code) status = value;
    return json_answer(status, {{"error", error_name(code)}});
}

// What can be tried again in a second.
http::Response for_now(http::Response response) {
    response.headers.emplace_back("Retry-After", "1");
    return response;
}

// The parameter `ref` of the query; empty: absent.
std::string ref_of(const http::Request& request) {
    const auto url = boost::urls::parse_origin_form(request.target);
    if (url.has_error()) return {};
    const auto params = url->params();
    const auto found = params.find("ref");
    return found == params.end() ? std::string() : (*found).value;
}

}   // namespace

SandboxOperator::SandboxOperator(asio::any_io_executor executor, Clock& clock, http::Client& client,
                                 SandboxOperatorConfig config)
    : clock_(clock),
      config_(std::move(config)),
      random_(config_.faults.seed),
      look_up_random_(config_.faults.seed),
      ledger_(config_.ledger_entries_max),
      reporter_(executor, clock, client, config_.webhook_secret, config_.faults.report_delay, ledger_,
                config_.reporter),
      tasks_(executor),
      server_(executor, clock, http::ServerLimits{}, routes(), problem, "sandbox") {}

std::vector<http::Route> SandboxOperator::routes() {
    return {{"POST", "/v1/submit", [this](http::Request request) { return on_submit(std::move(request)); }},
            {"GET", "/v1/messages", [this](http::Request request) { return on_look_up(std::move(request)); }},
            {"PUT", "/faults", [this](http::Request request) { return on_faults(std::move(request)); }},
            {"GET", "/ledger", [this](http::Request request) { return on_ledger(std::move(request)); }}};
}

Result<void> SandboxOperator::start() {
    // Anybody on this machine could make reports of an operator without a secret.
    if (config_.api_key.empty() || config_.webhook_secret.empty()) return Errc::config_invalid;
    if (!config_.ledger_file.empty())
        if (const auto opened = ledger_.open(config_.ledger_file); opened.has_error()) return opened.error();
    if (const auto listening = server_.listen(config_.address); listening.has_error())
        return listening.error();
    tasks_.spawn("sandbox.reporter", reporter_.run(tasks_));
    return {};
}

Task<> SandboxOperator::stop(Millis grace) {
    co_await server_.stop(grace);
    tasks_.close();
    tasks_.cancel_all();
    co_await tasks_.join();
    ledger_.flush();
}

bool SandboxOperator::is_authorized(const http::Request& request) const {
    return equal_constant_time(request.header("Authorization"), "Bearer " + config_.api_key.reveal());
}

Task<> SandboxOperator::wait_latency() {
    if (config_.faults.latency > Millis{0})
        co_await clock_.sleep_until(clock_.mono_now() + config_.faults.latency);
}

Task<http::Response> SandboxOperator::on_look_up(http::Request request) {
    if (!is_authorized(request)) co_return json_answer(401, {{"error", "unauthorized"}});
    const auto ref = ref_of(request);
    if (ref.empty()) co_return json_answer(400, {{"error", error_name(Errc::reference_invalid)}});
    ledger_.look_up();
    co_await wait_latency();
    if (happens(config_.faults.http_503, look_up_random_))
        co_return for_now(json_answer(503, {{"error", "unavailable"}}));
    if (const auto sms = ledger_.find(ref))
        co_return json_answer(
            200, {{"id", sms->id}, {"ref", ref}, {"status", sms->status}, {"error", reason_of(sms->status)}});
    // Full books have gaps: "not found" would be a lie that sends the message a second time.
    if (ledger_.is_full()) co_return json_answer(503, {{"error", "ledger_full"}});
    co_return json_answer(404, {{"error", "not_found"}, {"ref", ref}});
}

Task<http::Response> SandboxOperator::on_faults(http::Request request) {
    if (!is_authorized(request)) co_return json_answer(401, {{"error", "unauthorized"}});
    if (const auto wrong = change_faults(request.body, config_.faults); !wrong.empty())
        co_return json_answer(400, {{"error", "faults_invalid"}, {"problem", wrong}});
    reporter_.use_delay(config_.faults.report_delay);
    http::Response response;
    response.body = write_faults(config_.faults);
    co_return response;
}

Task<http::Response> SandboxOperator::on_ledger(http::Request) {
    ledger_.flush();
    http::Response response;
    response.body = ledger_.summary();
    co_return response;
}

Result<SandboxOperator::Submit> SandboxOperator::read_submit(const http::Request& request) const {
    const auto body = parse_json(request.body);
    if (!body || !body->is_object()) return Errc::json_malformed;
    auto to = E164Number::parse(text_member(*body, "to"));
    if (to.has_error()) return to.error();
    const auto text = text_member(*body, "text");
    if (text.empty()) return Errc::message_empty;
    if (text_member(*body, "sender").empty()) return Errc::sender_missing;
    auto ref = text_member(*body, "ref");
    auto url = text_member(*body, "report_url");
    if (ref.size() > ref_bytes_max || url.size() > url_bytes_max) return Errc::reference_invalid;
    std::string key(config_.dedupe ? request.header("Idempotency-Key") : std::string_view());
    if (key.size() > ref_bytes_max) return Errc::idempotency_key_invalid;
    return Submit{std::move(*to), std::move(ref), std::move(url), plan_text(text).segments, std::move(key)};
}

// Counted by the seconds of the clock, as many an operator does it. What is refused does not count.
bool SandboxOperator::exceeds_tps(int segments) {
    if (config_.faults.tps == 0) return false;
    const auto second = std::chrono::floor<std::chrono::seconds>(clock_.wall_now());
    if (second != second_) segments_ = 0;
    second_ = second;
    if (segments_ + segments > config_.faults.tps) return true;
    segments_ += segments;
    return false;
}

http::Response SandboxOperator::refuse(int status, std::string_view error) {
    ledger_.refuse(status);
    return json_answer(status, {{"error", error}});
}

Task<http::Response> SandboxOperator::on_submit(http::Request request) {
    if (!is_authorized(request)) co_return refuse(401, "unauthorized");
    auto submit = read_submit(request);
    if (submit.has_error()) co_return refuse(400, error_name(submit.error()));
    if (exceeds_tps(submit->segments)) co_return for_now(refuse(429, "throttled"));
    // Drawn before any wait: the order of the dice is the order of the submits.
    auto plan = plan_submit(submit->to.digits(), config_.faults, random_);
    co_await wait_latency();

    if (plan.answer == SandboxAnswer::throttled_once)
        plan.answer = ledger_.note_throttled(submit->ref) == SandboxLedger::Throttled::first_time
                          ? SandboxAnswer::throttled
                          : SandboxAnswer::ok;
    switch (plan.answer) {
        case SandboxAnswer::bad_request:
            co_return refuse(400, "refused");
        case SandboxAnswer::unauthorized:
            co_return refuse(401, "unauthorized");
        case SandboxAnswer::no_credit:
            co_return refuse(402, "no_credit");
        case SandboxAnswer::unavailable_mute:
            co_return refuse(503, "unavailable");
        case SandboxAnswer::throttled:
            co_return for_now(refuse(429, "throttled"));
        case SandboxAnswer::unavailable:
            co_return for_now(refuse(503, "unavailable"));
        default:
            co_return co_await accept(std::move(*submit), std::move(plan));
    }
}

Task<http::Response> SandboxOperator::accept(Submit submit, SandboxPlan plan) {
    const auto to = submit.to.masked();
    if (!submit.dedupe_key.empty()) {
        if (const std::string known(ledger_.id_of_key(submit.dedupe_key)); !known.empty()) {
            ledger_.deduplicate({clock_.wall_now(), known, submit.ref, to, submit.dedupe_key});
            co_return json_answer(200, {{"id", known}});
        }
        // It could not keep what it promises.
        if (ledger_.is_full()) co_return for_now(refuse(503, "ledger_full"));
    }
    // Not from the seed: an id must not come again after a restart, for the gateway would still know it.
    const auto id = "sb-" + random_base62(20);
    ledger_.accept({clock_.wall_now(), id, submit.ref, to, submit.dedupe_key});
    ReportJob job{id, std::move(submit.ref), std::move(submit.report_url), std::move(plan.reports)};
    if (plan.first == FirstReport::before_answer)
        co_await reporter_.post_next(std::move(job));
    else
        reporter_.schedule(std::move(job));

    switch (plan.answer) {
        case SandboxAnswer::error_after_accept:
            co_return json_answer(500, {{"error", "internal"}});
        case SandboxAnswer::reset_after_accept:
            co_return http::Response::no_answer();
        case SandboxAnswer::hang_after_accept:
            co_await clock_.sleep_until(clock_.mono_now() + config_.hang_time_max);
            co_return http::Response::no_answer();
        default:
            co_return json_answer(200, {{"id", id}});
    }
}

}   // namespace smsgw::providers
