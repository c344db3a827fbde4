#include "api/suppression_api.hpp"

#include "api/refuse.hpp"
#include "api/suppression_request.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;
using List = SuppressionCursor::List;
using Reason = SuppressionReason;

// The list of all follows the account's own.
json next_json(const SuppressionCursor& cursor, std::uint64_t next) {
    if (next != 0) return SuppressionCursor{cursor.list, next}.text();
    return cursor.list == List::own ? json(SuppressionCursor{List::all, 0}.text()) : json();
}

}   // namespace

std::vector<http::Route> SuppressionApi::routes() {
    const auto lister = [this](http::Request request) { return list(std::move(request)); };
    const auto adder = [this](http::Request request) { return add(std::move(request)); };
    const auto remover = [this](http::Request request) { return remove(std::move(request)); };
    std::vector<http::Route> rows;
    for (const std::string prefix : {"", "/v1"}) {
        rows.push_back({"GET", prefix + "/suppressions", lister});
        rows.push_back({"POST", prefix + "/suppressions", adder});
        rows.push_back({"DELETE", prefix + "/suppressions/{number}", remover});
    }
    return rows;
}

Task<http::Response> SuppressionApi::list(http::Request request) {
    const auto caller = gatekeeper_.admit(request, Scope::read);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    const auto query = read_suppression_query(request.query);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&query))
        co_return refuse(*problems, request.request_id);
    const auto& wanted = std::get<SuppressionQuery>(query);
    SuppressionScope scope;
    if (wanted.cursor.list == List::own) scope = caller->account->id;
    const auto page = co_await store_.list(scope, wanted.cursor.at, wanted.limit);
    if (page.has_error()) co_return refuse(errc_of(page.error()), request.request_id);
    auto entries = json::array();
    for (const auto& entry : page->entries) entries.push_back(suppression_json(entry));
    const json body{{"suppressions", std::move(entries)}, {"next", next_json(wanted.cursor, page->next)}};
    co_return http::Response{.status = 200, .headers = {}, .body = body.dump()};
}

Task<http::Response> SuppressionApi::add(http::Request request) {
    const auto caller = gatekeeper_.admit(request, Scope::send);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    auto body = read_suppression_body(request.body, *caller->account, clock_.wall_now());
    if (body.has_error()) co_return refuse(Errc::json_malformed, request.request_id);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&*body))
        co_return refuse(*problems, request.request_id);
    const auto added = co_await store_.add(std::move(std::get<Suppression>(*body)));
    if (added.has_error()) co_return refuse(errc_of(added.error()), request.request_id);
    co_return http::Response{.status = 200, .headers = {}, .body = suppression_json(*added).dump()};
}

// What the recipient has asked for binds the sender by law: lifting it is a decision that a service's ordinary key may not take.
Task<http::Response> SuppressionApi::remove(http::Request request) {
    const auto caller = gatekeeper_.admit(request, Scope::send);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request.request_id);
    const auto number = E164Number::parse(request.params.at(0));
    if (number.has_error()) co_return refuse(Errc::not_found, request.request_id);
    SuppressionRemoval removal{.scope = caller->account->id,
                               .number = *number,
                               .reasons = {Reason::manual, Reason::invalid},
                               .others = SuppressionRemoval::Others::forbid};
    if (caller->may(Scope::admin))
        removal.reasons.insert(removal.reasons.end(), {Reason::stop, Reason::carrier});
    const auto removed = co_await store_.remove(std::move(removal));
    if (removed.has_error()) co_return refuse(errc_of(removed.error()), request.request_id);
    if (removed->others > 0) co_return refuse(Errc::forbidden, request.request_id);
    if (removed->removed == 0) co_return refuse(Errc::not_found, request.request_id);
    const json body{{"to", number->str()}, {"removed", removed->removed}};
    co_return http::Response{.status = 200, .headers = {}, .body = body.dump()};
}

}   // namespace smsgw::api
