#include "app/ctl_messages.hpp"

#include <nlohmann/json.hpp>

#include "app/ctl_api.hpp"
#include "app/ctl_text.hpp"
#include "base/crypto.hpp"
#include "base/strict_json.hpp"
#include "domain/msgid.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

// An answer of the wanted status whose body is a JSON object, or the reason why there is none.
struct Answer {
    json body;
    std::string problem;   // empty when `body` is the answer
    int status = 0;        // 0: there was no answer
};

Task<Answer> ask(http::Client& client, http::ClientRequest request, int wanted) {
    const auto where = request.url;
    const auto result = co_await client.send(std::move(request));
    if (result.has_error()) {
        const auto& failure = result.error();
        const auto* doubt = failure.sent == http::Sent::maybe_acted_on
                                ? "; whether it acted on the request is not known"
                                : "";
        co_return Answer{{}, where + " gives no answer: " + error_name(failure.error) + doubt + "\n", 0};
    }
    if (result->status != wanted) co_return Answer{{}, refusal_text(*result), result->status};
    auto body = read_strict_json(result->body);
    if (body.has_error() || !body->is_object())
        co_return Answer{{}, where + " does not answer as a gateway does\n", result->status};
    co_return Answer{std::move(*body), {}, result->status};
}

// The row of a status in words; live for words of a newer gateway, so that it goes on being asked.
StatusRow row_of_text(std::string_view text) {
    for (const auto& row : status_rows)
        if (row.name == text) return row;
    return row_of(MsgStatus::queued);
}

// Prints the events after the one numbered `seen`; returns the last number.
int print_new_events(const json& view, int seen, std::ostream& out) {
    const auto events = view.find("events");
    if (events == view.end() || !events->is_array()) return seen;
    for (const auto& event : *events) {
        const auto seq = event.is_object() ? event.value("seq", json()) : json();
        if (!seq.is_number_integer() || seq.get<int>() <= seen) continue;
        seen = seq.get<int>();
        out << event_line(event) << std::endl;   // flushed: a person is waiting
    }
    return seen;
}

// Follows a message to its final status, or as long as `wait_max`.
Task<int> follow(SendOptions options, ApiDoor door, std::string msgid, CtlContext context) {
    const auto end = context.clock.mono_now() + options.wait_max;
    const bool as_text = options.api.output == Output::text;
    int seen = 0;
    Answer answer;
    for (;;) {
        answer = co_await ask(context.client, request_of(door, "GET", "/messages/" + msgid), 200);
        // A key that may not read, or a message that is gone, will be the same in a moment; a lost answer will not.
        if (answer.status >= 400 && answer.status < 500) break;
        if (answer.problem.empty()) {
            if (as_text) seen = print_new_events(answer.body, seen, context.out);
            if (row_of_text(member(answer.body, "status")).finality != Finality::live) break;
        }
        if (context.clock.mono_now() >= end) break;
        co_await context.clock.sleep_until(context.clock.mono_now() + options.poll_every);
    }
    if (!answer.problem.empty()) {
        context.err << "smsgwctl: " << answer.problem;
        co_return exit_failed;
    }
    if (!as_text) context.out << answer.body.dump() << "\n";
    const auto row = row_of_text(member(answer.body, "status"));
    if (row.finality == Finality::live)
        context.err << "smsgwctl: not final yet; smsgwctl status " << msgid << "\n";
    co_return row.status == MsgStatus::delivered ? exit_done : exit_failed;
}

json body_of(const SendOptions& options) {
    json body{{"to", options.to}, {"message", options.message}};
    if (!options.sender.empty()) body["sender"] = options.sender;
    if (!options.lane.empty()) body["lane"] = options.lane;
    return body;
}

}   // namespace

Task<int> send_message(SendOptions options, CtlContext context) {
    const auto found = find_door(options.api, context.input);
    if (const auto* problem = std::get_if<std::string>(&found)) {
        context.err << "smsgwctl: " << *problem << "\n";
        co_return exit_misuse;
    }
    const auto& door = std::get<ApiDoor>(found);
    warn_of_clear_text(door, context);
    auto request = request_of(door, "POST", "/send");
    request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("Idempotency-Key", random_base62(24));
    request.body = body_of(options).dump();
    const auto answer = co_await ask(context.client, std::move(request), 202);
    if (!answer.problem.empty()) {
        context.err << "smsgwctl: " << answer.problem;
        co_return exit_failed;
    }
    // Before it becomes part of a URL: the answer might be another server's.
    const auto msgid = read_msgid(member(answer.body, "msgid"));
    if (msgid.has_error()) {
        context.err << "smsgwctl: " << door.url << " does not answer as a gateway does\n";
        co_return exit_failed;
    }
    const bool waits = options.until == SendOptions::Until::final;
    if (options.api.output == Output::text)
        context.out << "accepted " << msgid->str() << " segments=" << member(answer.body, "segments")
                    << " encoding=" << member(answer.body, "encoding") << std::endl;
    else if (!waits)
        context.out << answer.body.dump() << "\n";
    if (!waits) co_return exit_done;
    co_return co_await follow(std::move(options), door, msgid->str(), context);
}

Task<int> show_message(StatusOptions options, CtlContext context) {
    auto found = find_door(options.api, context.input);
    if (read_msgid(options.msgid).has_error()) found = "'" + printable(options.msgid) + "' is not a msgid";
    if (const auto* problem = std::get_if<std::string>(&found)) {
        context.err << "smsgwctl: " << *problem << "\n";
        co_return exit_misuse;
    }
    const auto& door = std::get<ApiDoor>(found);
    const auto answer =
        co_await ask(context.client, request_of(door, "GET", "/messages/" + options.msgid), 200);
    if (!answer.problem.empty()) {
        context.err << "smsgwctl: " << answer.problem;
        co_return exit_failed;
    }
    context.out << (options.api.output == Output::json ? answer.body.dump() + "\n" : view_text(answer.body));
    co_return exit_done;
}

}   // namespace smsgw::app
