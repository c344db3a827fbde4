#include "api/admin_api.hpp"

#include <algorithm>
#include <charconv>

#include "api/admin_json.hpp"
#include "api/refuse.hpp"
#include "base/log.hpp"
#include "base/log_memory.hpp"
#include "domain/msgid.hpp"
#include "http/percent.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;

constexpr std::size_t dead_letters_max = 200;   // of a list
constexpr int minutes_default = 15;
constexpr int minutes_max = 59;   // as the ledger keeps

// What a log line quotes from outside may be any bytes.
std::string text_of(const json& body) {
    return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Of ?minutes=N.
Result<int> read_minutes(std::string_view query) {
    const auto pairs = http::read_query(query);
    if (!pairs) return Errc::limit_out_of_range;
    int minutes = minutes_default;
    for (const auto& [name, value] : *pairs) {
        const auto* const end = value.data() + value.size();
        const auto [stop, error] = std::from_chars(value.data(), end, minutes);
        if (name != "minutes" || error != std::errc{} || stop != end || minutes < 1 || minutes > minutes_max)
            return Errc::limit_out_of_range;
    }
    return minutes;
}

}   // namespace

std::vector<http::Route> AdminApi::routes() {
    const auto row = [this](std::string method, std::string pattern, Step step) {
        return http::Route{std::move(method), "/admin/" + std::move(pattern),
                           [this, step](http::Request request) { return answer(step, std::move(request)); }};
    };
    return {row("GET", "providers", &AdminApi::providers),
            row("POST", "providers/{provider}/pause", &AdminApi::pause),
            row("POST", "providers/{provider}/drain", &AdminApi::drain),
            row("POST", "providers/{provider}/resume", &AdminApi::resume),
            row("GET", "dead-letters", &AdminApi::dead_letters),
            row("POST", "dead-letters/{id}/replay", &AdminApi::replay),
            row("DELETE", "dead-letters/{id}", &AdminApi::discard),
            row("GET", "messages/{msgid}", &AdminApi::message),
            row("GET", "quality", &AdminApi::quality),
            row("GET", "problems", &AdminApi::problems)};
}

Task<http::Response> AdminApi::answer(Step step, http::Request request) {
    const auto request_id = request.request_id;
    const auto caller = gatekeeper_.admit(request, Scope::admin);
    if (caller.has_error()) co_return refuse(errc_of(caller.error()), request_id);
    const auto body = co_await (this->*step)(std::move(request));
    if (body.has_error() && body.error() == Errc::limit_out_of_range)   // the only parameter there is
        co_return refuse(std::vector<intake::FieldProblem>{{"minutes", Errc::limit_out_of_range, "1 to 59."}}, request_id);
    if (body.has_error()) co_return refuse(errc_of(body.error()), request_id);
    co_return http::Response{.status = 200, .headers = {{"Cache-Control", "no-store"}}, .body = *body};
}

Task<Result<std::string>> AdminApi::providers(http::Request) {
    const auto known = co_await storage_.states.announced();
    if (known.has_error()) co_return known.error();
    const auto states = co_await storage_.states.read();
    if (states.has_error()) co_return states.error();
    const auto in_flight = co_await storage_.states.in_flight();
    if (in_flight.has_error()) co_return in_flight.error();
    co_return text_of(providers_json(*known, *states, *in_flight));
}

Task<Result<std::string>> AdminApi::pause(http::Request request) {
    return set_state(ProviderId(request.params.at(0)), ProviderState::paused);
}

Task<Result<std::string>> AdminApi::drain(http::Request request) {
    return set_state(ProviderId(request.params.at(0)), ProviderState::draining);
}

Task<Result<std::string>> AdminApi::resume(http::Request request) {
    return set_state(ProviderId(request.params.at(0)), ProviderState::active);
}

Task<Result<std::string>> AdminApi::set_state(ProviderId provider, ProviderState state) {
    const auto known = co_await storage_.states.announced();
    if (known.has_error()) co_return known.error();
    if (std::none_of(known->begin(), known->end(), [&](const auto& one) { return one.id == provider; }))
        co_return Errc::not_found;
    const auto said = co_await storage_.states.set(provider, state);
    if (said.has_error()) co_return said.error();
    log::info("provider.state_said", {log::f(provider), log::f("state", to_text(state))});
    co_return text_of(json{{"provider", provider.str()}, {"state", to_text(state)}});
}

Task<Result<std::string>> AdminApi::dead_letters(http::Request) {
    auto list = json::array();
    for (std::string after; list.size() < dead_letters_max;) {
        const auto page = co_await storage_.dead_letters.page(after);
        if (page.has_error()) co_return page.error();
        if (page->empty()) break;
        after = page->back().id;
        for (const auto& letter : *page)
            if (list.size() < dead_letters_max) list.push_back(dead_letter_json(letter));
    }
    co_return text_of(json{{"dead_letters", std::move(list)}});
}

Task<Result<std::string>> AdminApi::replay(http::Request request) {
    auto letter = co_await storage_.dead_letters.find(request.params.at(0));
    if (letter.has_error()) co_return letter.error();
    const auto old = letter->msgid;
    const auto replayed = co_await storage_.dead_letters.replay(std::move(*letter));
    if (replayed.has_error()) co_return replayed.error();
    if (replayed->outcome == Replay::gone) co_return Errc::not_found;
    const bool erased = replayed->outcome == Replay::erased;
    log::info("dead_letter.replayed",
              {log::f("dead_letter", old), log::f("outcome", erased ? "erased" : "replayed")});
    json out{{"outcome", erased ? "erased" : "replayed"}, {"msgid", nullptr}};
    if (!erased) out["msgid"] = replayed->msgid.str();
    co_return text_of(out);
}

Task<Result<std::string>> AdminApi::discard(http::Request request) {
    auto letter = co_await storage_.dead_letters.find(request.params.at(0));
    if (letter.has_error()) co_return letter.error();
    const auto msgid = letter->msgid;
    const auto discarded = co_await storage_.dead_letters.discard(std::move(*letter));
    if (discarded.has_error()) co_return discarded.error();
    if (*discarded == Discard::gone) co_return Errc::not_found;
    log::info("dead_letter.discarded", {log::f("dead_letter", msgid)});
    co_return text_of(json{{"outcome", "discarded"}});
}

Task<Result<std::string>> AdminApi::message(http::Request request) {
    auto msgid = read_msgid(request.params.at(0));
    if (msgid.has_error()) co_return Errc::not_found;
    const auto view = co_await storage_.messages.find(std::move(*msgid));
    if (view.has_error()) co_return view.error();
    co_return text_of(admin_message_json(*view));
}

Task<Result<std::string>> AdminApi::quality(http::Request request) {
    const auto minutes = read_minutes(request.query);
    if (minutes.has_error()) co_return minutes.error();
    const auto rows = co_await storage_.ledger.quality(*minutes);
    if (rows.has_error()) co_return rows.error();
    co_return text_of(quality_json(*rows));
}

Task<Result<std::string>> AdminApi::problems(http::Request) {
    co_return text_of(problems_json(log::remembered()));
}

}   // namespace smsgw::api
