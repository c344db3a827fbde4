#include "api/client_api.hpp"

#include <map>

#include "api/conversion_body.hpp"
#include "api/list_query.hpp"
#include "api/message_json.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/time_text.hpp"
#include "domain/msgid.hpp"
#include "intake/tally.hpp"

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
    const auto converter = [this](http::Request request) { return convert(std::move(request)); };
    const auto accountant = [this](http::Request request) { return account(std::move(request)); };
    auto rows = send_api_.routes();
    for (auto& row : suppression_api_.routes()) rows.push_back(std::move(row));
    for (const std::string prefix : {"", "/v1"}) {
        rows.push_back({"GET", prefix + "/messages", lister});
        rows.push_back({"GET", prefix + "/messages/{msgid}", shower});
        rows.push_back({"POST", prefix + "/messages/{msgid}/cancel", canceler});
        rows.push_back({"POST", prefix + "/messages/{msgid}/conversion", converter});
        rows.push_back({"GET", prefix + "/account", accountant});
    }
    return rows;
}

// The message that the path names, for a caller that may see it.
Task<Result<MessageView>> ClientApi::find_for(http::Request request, Scope scope) {
    const auto caller = gatekeeper_.admit(request, scope);
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
    const auto caller = gatekeeper_.admit(request, Scope::read);
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
    const auto caller = gatekeeper_.admit(request, Scope::read);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    const auto& id = caller->account->id;
    const auto usage = co_await store_.usage(id);
    if (usage.has_error()) co_return refuse(errc_of(usage.error()), request.request_id);
    const auto spend = co_await ledger_.spend(month_text(clock_.wall_now()));
    if (spend.has_error()) co_return refuse(errc_of(spend.error()), request.request_id);
    const AccountUse use{.messages = *usage, .spend = spend_of(id, *spend)};
    const auto body = account_json(*caller->account, caller->key->scopes, use);
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

Task<http::Response> ClientApi::convert(http::Request request) {
    const auto converted = read_conversion_body(request.body);
    const auto view = co_await find_for(request, Scope::send);
    if (view.has_error()) co_return refuse(errc_of(view.error()), request.request_id);
    if (converted.has_error()) co_return refuse(Errc::json_malformed, request.request_id);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&*converted))
        co_return refuse(*problems, request.request_id);
    const auto& m = view->message;
    const auto outcome = std::get<Conversion>(*converted);
    ConversionNews news{m.account, m.msgid, m.to, m.country, outcome};
    const auto told = co_await admission_.tell(std::move(news));
    if (told.has_error()) co_return refuse(errc_of(told.error()), request.request_id);
    intake::note(m.account, told->conclusions);
    const bool counted = told->kind == ConversionKind::counted;
    if (counted && feedback_ != nullptr) feedback_->forward(*view, outcome);
    co_return http::Response{
        .status = 200,
        .headers = {},
        .body = nlohmann::json{{"msgid", m.msgid.str()}, {"counted", counted}}.dump()};
}

}   // namespace smsgw::api
