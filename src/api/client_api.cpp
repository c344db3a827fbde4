#include "api/client_api.hpp"

#include <algorithm>

#include "api/message_json.hpp"
#include "api/problem.hpp"
#include "api/send_body.hpp"
#include "base/log.hpp"
#include "domain/msgid.hpp"

namespace smsgw::api {
namespace {

http::Response refuse(Errc code, const http::Request& request) {
    log::info("request.refused", {log::f(code), log::f("request_id", request.request_id)});
    return problem(code, request.request_id);
}

http::Response refuse(const std::vector<intake::FieldProblem>& fields, const http::Request& request) {
    log::info("request.refused", {log::f(fields.front().code), log::f("field", fields.front().field),
                                  log::f("request_id", request.request_id)});
    return problem(fields, request.request_id);
}

// "application/json", with or without parameters (RFC 9110, 8.3).
bool is_json(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    constexpr std::string_view want = "application/json";
    auto trimmed = type.substr(0, type.find_last_not_of(" \t") + 1);
    return trimmed.size() == want.size() &&
           std::equal(want.begin(), want.end(), trimmed.begin(),
                      [](char a, char b) { return a == (b | 0x20) || a == b; });
}

Errc code_of(const boost::system::error_code& ec) {
    return ec.category() == smsgw_category() ? static_cast<Errc>(ec.value()) : Errc::internal_error;
}

}   // namespace

std::vector<http::Route> ClientApi::routes() {
    const auto sender = [this](http::Request request) { return send(std::move(request)); };
    const auto shower = [this](http::Request request) { return show(std::move(request)); };
    const auto canceler = [this](http::Request request) { return cancel(std::move(request)); };
    return {{"POST", "/send", sender},
            {"POST", "/v1/messages", sender},
            {"GET", "/messages/{msgid}", shower},
            {"GET", "/v1/messages/{msgid}", shower},
            {"POST", "/messages/{msgid}/cancel", canceler},
            {"POST", "/v1/messages/{msgid}/cancel", canceler}};
}

Task<http::Response> ClientApi::send(http::Request request) {
    const auto caller = keys_.authenticate(request.header("Authorization"));
    if (caller.has_error()) co_return refuse(Errc::unauthorized, request);
    if (!caller->may(Scope::send)) co_return refuse(Errc::forbidden, request);
    if (!is_json(request.header("Content-Type"))) co_return refuse(Errc::media_type_unsupported, request);
    auto key = intake::read_idempotency_key(request.header("Idempotency-Key"));
    if (key.has_error()) co_return refuse(Errc::idempotency_key_invalid, request);

    auto body = read_send_body(request.body);
    if (body.has_error()) co_return refuse(Errc::json_malformed, request);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&*body))
        co_return refuse(*problems, request);
    const auto& wanted = std::get<intake::SendRequest>(*body);
    auto planned = intake::plan_message(wanted, *caller->account, clock_.wall_now());
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&planned))
        co_return refuse(*problems, request);
    auto& plan = std::get<intake::Plan>(planned);
    if (wanted.mode == intake::Mode::dry_run)
        co_return http::Response{.status = 200,
                                 .headers = {},
                                 .body = dry_run_json(plan, routes_.candidates(plan.message.to)).dump()};
    if (key->empty() && caller->account->require_idempotency_key)
        co_return refuse(Errc::idempotency_key_required, request);
    co_return co_await accept(std::move(plan), std::move(*key), request.request_id);
}

Task<http::Response> ClientApi::accept(intake::Plan plan, std::string idempotency_key,
                                       std::string request_id) {
    auto admitted = co_await intake_.accept(std::move(plan), std::move(idempotency_key));
    if (admitted.has_error()) {
        const auto code = code_of(admitted.error());
        log::warn("message.refused", {log::f(code), log::f("request_id", request_id)});
        co_return problem(code, request_id);
    }
    http::Response response{.status = 202, .headers = {}, .body = accepted_json(admitted->message).dump()};
    response.headers.emplace_back("Location", "/messages/" + admitted->message.msgid.str());
    if (admitted->kind == AdmitKind::replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    co_return response;
}

// The message that the path names, for a caller that may see it.
Task<Result<MessageView>> ClientApi::find_for(http::Request request, Scope scope) {
    const auto caller = keys_.authenticate(request.header("Authorization"));
    if (caller.has_error()) co_return Errc::unauthorized;
    if (!caller->may(scope)) co_return Errc::forbidden;
    auto msgid = read_msgid(request.params.at(0));
    if (msgid.has_error()) co_return Errc::not_found;
    auto view = co_await store_.find(std::move(*msgid));
    // Another account's message does not exist for this one.
    if (view.has_value() && view->message.account != caller->account->id) co_return Errc::not_found;
    co_return view;
}

Task<http::Response> ClientApi::show(http::Request request) {
    const auto view = co_await find_for(request, Scope::read);
    if (view.has_error()) co_return refuse(code_of(view.error()), request);
    co_return http::Response{.status = 200, .headers = {}, .body = view_json(*view).dump()};
}

Task<http::Response> ClientApi::cancel(http::Request request) {
    const auto view = co_await find_for(request, Scope::send);
    if (view.has_error()) co_return refuse(code_of(view.error()), request);
    const auto canceled = co_await store_.cancel(view->message.msgid);
    if (canceled.has_error()) co_return refuse(code_of(canceled.error()), request);
    log::info("message.cancel_asked", {log::f(view->message.msgid), log::f(view->message.account),
                                       log::f("result", *canceled == Canceled::yes ? "canceled" : "late")});
    if (*canceled == Canceled::late) co_return refuse(Errc::too_late_to_cancel, request);
    const auto now = co_await find_for(request, Scope::send);
    if (now.has_error()) co_return refuse(code_of(now.error()), request);
    co_return http::Response{.status = 200, .headers = {}, .body = view_json(*now).dump()};
}

}   // namespace smsgw::api
