#include "api/client_api.hpp"

#include <map>

#include "api/list_query.hpp"
#include "api/message_json.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/time_text.hpp"
#include "domain/msgid.hpp"

namespace smsgw::api {
namespace {

// One amount for each currency.
std::vector<Money> spend_of(const AccountId& account, const std::vector<SpendRow>& rows) {
    std::map<std::string, std::int64_t> sums;
    for (const auto& row : rows)
        if (row.account == account) sums[row.amount.currency] += row.amount.micros;
    std::vector<Money> spend;
    for (const auto& [currency, micros] : sums) spend.push_back({micros, currency});
    return spend;
}

}   // namespace

std::vector<http::Route> ClientApi::routes() {
    const auto shower = [this](http::Request request) { return show(std::move(request)); };
    const auto lister = [this](http::Request request) { return list(std::move(request)); };
    const auto canceler = [this](http::Request request) { return cancel(std::move(request)); };
    const auto accountant = [this](http::Request request) { return account(std::move(request)); };
    auto rows = send_api_.routes();
    for (const std::string prefix : {"", "/v1"}) {
        rows.push_back({"GET", prefix + "/messages", lister});
        rows.push_back({"GET", prefix + "/messages/{msgid}", shower});
        rows.push_back({"POST", prefix + "/messages/{msgid}/cancel", canceler});
        rows.push_back({"GET", prefix + "/account", accountant});
    }
    return rows;
}

Result<Caller> ClientApi::caller_of(const http::Request& request, Scope scope) const {
    auto caller = keys_.authenticate(request.header("Authorization"));
    if (caller.has_error()) return Errc::unauthorized;
    if (!caller->may(scope)) return Errc::forbidden;
    return caller;
}

// The message that the path names, for a caller that may see it.
Task<Result<MessageView>> ClientApi::find_for(http::Request request, Scope scope) {
    const auto caller = caller_of(request, scope);
    if (caller.has_error()) co_return caller.error();
    auto msgid = read_msgid(request.params.at(0));
    if (msgid.has_error()) co_return Errc::not_found;
    auto view = co_await store_.find(std::move(*msgid));
    // Another account's message does not exist for this one.
    if (view.has_value() && view->message.account != caller->account->id) co_return Errc::not_found;
    co_return view;
}

Task<http::Response> ClientApi::show(http::Request request) {
    const auto view = co_await find_for(request, Scope::read);
    if (view.has_error()) co_return refuse(errc_of(view.error()), request.request_id);
    co_return http::Response{.status = 200, .headers = {}, .body = view_json(*view).dump()};
}

Task<http::Response> ClientApi::list(http::Request request) {
    const auto caller = caller_of(request, Scope::read);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    const auto query = read_list_query(request.query);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&query))
        co_return refuse(*problems, request.request_id);
    const auto& wanted = std::get<ListQuery>(query);
    const auto views = co_await store_.list(caller->account->id, wanted.reference, wanted.limit);
    if (views.has_error()) co_return refuse(errc_of(views.error()), request.request_id);
    co_return http::Response{.status = 200, .headers = {}, .body = list_json(*views).dump()};
}

Task<http::Response> ClientApi::account(http::Request request) {
    const auto caller = caller_of(request, Scope::read);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    const auto& id = caller->account->id;
    const auto usage = co_await store_.usage(id);
    if (usage.has_error()) co_return refuse(errc_of(usage.error()), request.request_id);
    const auto spend = co_await ledger_.spend(month_text(clock_.wall_now()));
    if (spend.has_error()) co_return refuse(errc_of(spend.error()), request.request_id);
    const AccountUse use{.messages = *usage, .spend = spend_of(id, *spend)};
    const auto body = account_json(*caller->account, caller->scopes, use);
    co_return http::Response{.status = 200, .headers = {}, .body = body.dump()};
}

Task<http::Response> ClientApi::cancel(http::Request request) {
    const auto view = co_await find_for(request, Scope::send);
    if (view.has_error()) co_return refuse(errc_of(view.error()), request.request_id);
    const auto canceled = co_await store_.cancel(view->message.msgid);
    if (canceled.has_error()) co_return refuse(errc_of(canceled.error()), request.request_id);
    log::info("message.cancel_asked", {log::f(view->message.msgid), log::f(view->message.account),
                                       log::f("result", *canceled == Canceled::yes ? "canceled" : "late")});
    if (*canceled == Canceled::late) co_return refuse(Errc::too_late_to_cancel, request.request_id);
    const auto now = co_await find_for(request, Scope::send);
    if (now.has_error()) co_return refuse(errc_of(now.error()), request.request_id);
    co_return http::Response{.status = 200, .headers = {}, .body = view_json(*now).dump()};
}

}   // namespace smsgw::api
