// A batch is nothing but its messages: each is answered as POST /send would have.
#include "api/send_api.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "api/message_json.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"

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
    const auto sender = [this](http::Request request) { return send(std::move(request)); };
    const auto batcher = [this](http::Request request) { return send_batch(std::move(request)); };
    return {{"POST", "/send", sender},
            {"POST", "/v1/messages", sender},
            {"POST", "/send/batch", batcher, batch_bytes_max_},
            {"POST", "/v1/messages/batch", batcher, batch_bytes_max_}};
}

// All that can be refused before the body is looked at.
Result<SendApi::Asked> SendApi::read_head(const http::Request& request) const {
    const auto caller = keys_.authenticate(request.header("Authorization"));
    if (caller.has_error()) return Errc::unauthorized;
    if (!caller->may(Scope::send)) return Errc::forbidden;
    if (!is_json(request.header("Content-Type"))) return Errc::media_type_unsupported;
    auto key = intake::read_idempotency_key(request.header("Idempotency-Key"));
    if (key.has_error()) return Errc::idempotency_key_invalid;
    return Asked{caller->account, std::move(*key)};
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
    return std::move(plan);
}

Task<http::Response> SendApi::send(http::Request request) {
    auto asked = read_head(request);
    if (asked.has_error()) co_return refuse(errc_of(asked.error()), request.request_id);
    const auto body = read_send_body(request.body);
    if (body.has_error()) co_return refuse(Errc::json_malformed, request.request_id);
    auto prepared = prepare(*body, *asked, request.request_id);
    if (auto* answer = std::get_if<http::Response>(&prepared)) co_return std::move(*answer);
    auto& plan = std::get<intake::Plan>(prepared);
    co_return co_await accept(std::move(plan), std::move(asked->idempotency_key), request.request_id);
}

Task<http::Response> SendApi::send_batch(http::Request request) {
    const auto asked = read_head(request);
    if (asked.has_error()) co_return refuse(errc_of(asked.error()), request.request_id);
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
        auto prepared = prepare(messages[i], *asked, request.request_id);
        if (auto* answer = std::get_if<http::Response>(&prepared))
            answers[i] = std::move(*answer);
        else
            accepting.push_back(accept_into(answers[i], std::move(std::get<intake::Plan>(prepared)),
                                            key_of_item(asked->idempotency_key, i), request.request_id));
    }
    // Started together, they are written to Redis together.
    co_await run_all("batch.accept", std::move(accepting));
    co_return http::Response{.status = 202, .headers = {}, .body = join(answers)};
}

Task<> SendApi::accept_into(http::Response& answer, intake::Plan plan, std::string idempotency_key,
                            std::string request_id) {
    answer = problem(Errc::internal_error, request_id);   // what stays when something is thrown
    auto made = co_await accept(std::move(plan), std::move(idempotency_key), std::move(request_id));
    answer = std::move(made);
}

Task<http::Response> SendApi::accept(intake::Plan plan, std::string idempotency_key, std::string request_id) {
    auto admitted = co_await intake_.accept(std::move(plan), std::move(idempotency_key));
    if (admitted.has_error()) {
        const auto code = errc_of(admitted.error());
        log::warn("message.refused", {log::f(code), log::f("request_id", request_id)});
        co_return problem(code, request_id);
    }
    const auto& message = admitted->message;
    const auto estimate = routing_.estimate(routing_.routes.candidates(message), message);
    http::Response response{.status = 202, .headers = {}, .body = accepted_json(message, estimate).dump()};
    response.headers.emplace_back("Location", "/messages/" + message.msgid.str());
    if (admitted->kind == AdmitKind::replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    co_return response;
}

}   // namespace smsgw::api
