// A batch is nothing but its messages: each is answered as POST /send would have.
#include "api/send_api.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "api/message_json.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"
#include "domain/trace_parent.hpp"

namespace smsgw::api {
namespace {

constexpr std::size_t planned_at_once = 16;   // then others have their turn: a batch must not delay a code

// "application/json", with or without parameters (RFC 9110, 8.3).
bool is_json(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    constexpr std::string_view want = "application/json";
    auto trimmed = type.substr(0, type.find_last_not_of(" \t") + 1);
    return trimmed.size() == want.size() &&
           std::equal(want.begin(), want.end(), trimmed.begin(),
                      [](char a, char b) { return a == (b | 0x20) || a == b; });
}

// Item i of a batch counts as sent with this key, so that it can be repeated alone, too.
std::string key_of_item(const std::string& key, std::size_t i) {
    return key.empty() ? key : key + "#" + std::to_string(i);
}

// The answers as they are, each with what HTTP would have said beside its body.
std::string join(const std::vector<http::Response>& answers) {
    std::string out = R"({"results":[)";
    for (const auto& answer : answers) {
        if (&answer != &answers.front()) out += ',';
        out += R"({"http_status":)" + std::to_string(answer.status);
        if (answer.status == 202) {
            const bool replayed = !http::find_header(answer.headers, "Idempotency-Replayed").empty();
            out += replayed ? R"(,"replayed":true)" : R"(,"replayed":false)";
        }
        out += ',';
        out += std::string_view(answer.body).substr(1);   // every body is an object with members
    }
    return out + "]}";
}

}   // namespace

std::vector<http::Route> SendApi::routes() {
    const auto sender = [this](http::Request request) { return serve(std::move(request), &SendApi::send); };
    const auto batcher = [this](http::Request request) {
        return serve(std::move(request), &SendApi::send_batch);
    };
    return {{"POST", "/send", sender},
            {"POST", "/v1/messages", sender},
            {"POST", "/send/batch", batcher, batch_bytes_max_},
            {"POST", "/v1/messages/batch", batcher, batch_bytes_max_}};
}

// All that can be refused before the body is looked at.
Result<SendApi::Asked> SendApi::read_head(const http::Request& request) {
    const auto caller = gatekeeper_.admit(request, Scope::send);
    if (caller.has_error()) return caller.error();
    if (!is_json(request.header("Content-Type"))) return Errc::media_type_unsupported;
    auto key = intake::read_idempotency_key(request.header("Idempotency-Key"));
    if (key.has_error()) return Errc::idempotency_key_invalid;
    return Asked{caller->account, std::move(*key), read_trace_parent(request.header("traceparent"))};
}

SendApi::Prepared SendApi::prepare(const SendBody& body, const Asked& asked,
                                   const std::string& request_id) const {
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&body))
        return refuse(*problems, request_id);
    const auto& wanted = std::get<intake::SendRequest>(body);
    auto planned = intake::plan_message(wanted, *asked.account, clock_.wall_now());
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&planned))
        return refuse(*problems, request_id);
    auto& plan = std::get<intake::Plan>(planned);
    if (wanted.mode == intake::Mode::dry_run)
        return http::Response{.status = 200, .headers = {}, .body = dry_run_json(plan, routing_).dump()};
    if (asked.idempotency_key.empty() && asked.account->require_idempotency_key)
        return refuse(Errc::idempotency_key_required, request_id);
    plan.message.trace = asked.trace;
    return std::move(plan);
}

Task<http::Response> SendApi::serve(http::Request request, Call call) {
    auto asked = read_head(request);
    if (asked.has_error()) co_return refuse(errc_of(asked.error()), request.request_id);
    auto& count = in_flight_[asked->account];
    const auto most = intake_.config().requests_in_flight_max;
    if (most > 0 && count >= most) {
        auto refusal = refuse(Errc::too_many_in_flight, request.request_id);
        refusal.headers.emplace_back("Retry-After", "1");
        co_return refusal;
    }
    const InFlight one(count);
    auto response = co_await (this->*call)(std::move(request), std::move(*asked));
    co_return response;
}

Task<http::Response> SendApi::send(http::Request request, Asked asked) {
    const auto body = read_send_body(request.body);
    if (body.has_error()) co_return refuse(Errc::json_malformed, request.request_id);
    auto prepared = prepare(*body, asked, request.request_id);
    if (auto* answer = std::get_if<http::Response>(&prepared)) co_return std::move(*answer);
    auto& plan = std::get<intake::Plan>(prepared);
    auto one = wanted(std::move(plan), *asked.account, std::move(asked.idempotency_key));
    co_return co_await accept(std::move(one), request.request_id);
}

Task<http::Response> SendApi::send_batch(http::Request request, Asked asked) {
    auto body = read_batch_body(request.body);
    if (body.has_error()) co_return refuse(Errc::json_malformed, request.request_id);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&*body))
        co_return refuse(*problems, request.request_id);

    const auto& messages = std::get<std::vector<SendBody>>(*body);
    const auto executor = co_await asio::this_coro::executor;
    std::vector<http::Response> answers(messages.size());
    std::vector<Task<>> accepting;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (i % planned_at_once == planned_at_once - 1) co_await asio::post(executor, asio::use_awaitable);
        auto prepared = prepare(messages[i], asked, request.request_id);
        if (auto* answer = std::get_if<http::Response>(&prepared))
            answers[i] = std::move(*answer);
        else
            accepting.push_back(accept_into(answers[i],
                                            wanted(std::move(std::get<intake::Plan>(prepared)),
                                                   *asked.account, key_of_item(asked.idempotency_key, i)),
                                            request.request_id));
    }
    // Started together, they are written to Redis together.
    co_await run_all("batch.accept", std::move(accepting));
    co_return http::Response{.status = 202, .headers = {}, .body = join(answers)};
}

Task<> SendApi::accept_into(http::Response& answer, intake::Wanted wanted, std::string request_id) {
    try {
        auto made = co_await accept(std::move(wanted), request_id);
        answer = std::move(made);
    } catch (...) {
        answer = problem(Errc::internal_error, request_id);
        throw;
    }
}

intake::Wanted SendApi::wanted(intake::Plan plan, const Account& account, std::string idempotency_key) const {
    const auto estimate = routing_.estimate(routing_.routes.candidates(plan.message), plan.message);
    return {.plan = std::move(plan),
            .account = &account,
            .idempotency_key = std::move(idempotency_key),
            .estimate = estimate};
}

// Of a likely abuse nothing is told but that: a time would help to stay just below the limit.
http::Response SendApi::deny(const Denial& denial, const Account& account,
                             const std::string& request_id) const {
    const auto code = intake::errc_of(denial);
    auto response = problem(code, request_id);
    if (status_of(code) == 429)
        response.headers.emplace_back(
            "Retry-After",
            std::to_string(std::chrono::ceil<std::chrono::seconds>(denial.retry_after).count()));
    if (code == Errc::rate_limited) add_rate_headers(response, account, Millis{0});
    return response;
}

// draft-ietf-httpapi-ratelimit-headers: what is left now, and when all of it is there again.
void SendApi::add_rate_headers(http::Response& response, const Account& account, Millis slack) const {
    const auto& config = intake_.config();
    const auto rate = account.rate.value_or(config.rate);
    if (!config.ratelimit_headers || rate == 0) return;
    const auto burst = std::max(rate, account.rate_burst.value_or(config.rate_burst));
    const auto window = (burst + rate - 1) / rate;
    const auto left = slack.count() * rate / 1000;
    const auto full = std::max<std::int64_t>(0, (burst - left + rate - 1) / rate);
    response.headers.emplace_back("RateLimit-Policy",
                                  "\"messages\";q=" + std::to_string(burst) + ";w=" + std::to_string(window));
    response.headers.emplace_back("RateLimit",
                                  "\"messages\";r=" + std::to_string(left) + ";t=" + std::to_string(full));
}

Task<http::Response> SendApi::accept(intake::Wanted wanted, std::string request_id) {
    const auto& account = *wanted.account;
    const auto estimate = wanted.estimate;
    auto admitted = co_await intake_.accept(std::move(wanted));
    if (admitted.has_error()) {
        const auto code = errc_of(admitted.error());
        log::warn("message.refused", {log::f(code), log::f("request_id", request_id)});
        co_return problem(code, request_id);
    }
    if (admitted->kind == AdmitKind::denied) co_return deny(admitted->denial, account, request_id);
    const auto& message = admitted->message;
    http::Response response{.status = 202, .headers = {}, .body = accepted_json(message, estimate).dump()};
    response.headers.emplace_back("Location", "/messages/" + message.msgid.str());
    if (admitted->kind == AdmitKind::replayed)
        response.headers.emplace_back("Idempotency-Replayed", "true");
    else
        add_rate_headers(response, account, admitted->notes.rate_slack);
    co_return response;
}

}   // namespace smsgw::api
