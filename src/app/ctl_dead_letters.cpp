#include "app/ctl_dead_letters.hpp"

#include <nlohmann/json.hpp>

#include "api/message_json.hpp"
#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "base/time_text.hpp"
#include "redis/dead_letters.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using DeadLetterAction = DeadLetterOptions::Action;

// A dead letter on one line: who it was for is masked, as in logs.
json line_json(const DeadLetter& letter) {
    json line{{"id", letter.id},
              {"msgid", letter.msgid},
              {"reason", letter.reason},
              {"deliveries", letter.deliveries},
              {"since", to_rfc3339(letter.since)}};
    if (!letter.message) return line;
    const auto& message = letter.message->message;
    line["account"] = message.account.str();
    line["to"] = message.to.masked();
    line["lane"] = to_text(message.lane);
    return line;
}

std::string lines_text(const std::vector<DeadLetter>& letters) {
    std::vector<std::vector<std::string>> rows = {
        {"id", "msgid", "reason", "deliveries", "since", "account", "to", "lane"}};
    for (const auto& letter : letters) {
        const auto line = line_json(letter);
        std::vector<std::string> row;
        for (const auto& name : rows.front()) row.push_back(member(line, name.c_str()));
        rows.push_back(std::move(row));
    }
    return table(rows);
}

// What one command needs; lives as long as it runs.
class DeadLetterDesk {
public:
    DeadLetterDesk(redis::Connection& connection, int partitions, DeadLetterOptions options,
                   CtlContext context)
        : options_(std::move(options)), context_(context), letters_(connection, context.clock, partitions) {}

    Task<int> run() {
        if (options_.action == DeadLetterAction::list) return list();
        if (options_.action == DeadLetterAction::show) return show();
        return options_.which == DeadLetterOptions::Which::all ? settle_all() : settle_one();
    }

private:
    Task<int> list();
    Task<int> show();
    Task<int> settle_one();
    Task<int> settle_all();
    Task<int> settle(DeadLetter letter);
    Task<int> replay(DeadLetter letter);
    Task<int> discard(DeadLetter letter);
    Task<Result<DeadLetter>> named();

    int refuse(const std::string& reason) {
        context_.err << "smsgwctl: " << reason << "\n";
        return exit_failed;
    }
    int refuse(const boost::system::error_code& error) {
        return refuse(error == Errc::not_found ? "there is no dead letter " + printable(options_.id)
                                               : "Redis did not do it: " + error_name(error));
    }

    DeadLetterOptions options_;
    CtlContext context_;
    redis::DeadLetters letters_;
};

Task<int> DeadLetterDesk::list() {
    std::vector<DeadLetter> all;
    for (std::string after;;) {
        auto page = co_await letters_.page(after);
        if (page.has_error()) co_return refuse(page.error());
        if (page->empty()) break;
        after = page->back().id;
        std::move(page->begin(), page->end(), std::back_inserter(all));
    }
    if (options_.output == Output::text) {
        context_.out << (all.empty() ? "no dead letters\n" : lines_text(all));
        co_return exit_done;
    }
    json lines = json::array();
    for (const auto& letter : all) lines.push_back(line_json(letter));
    context_.out << json{{"dead_letters", std::move(lines)}}.dump() << "\n";
    co_return exit_done;
}

Task<Result<DeadLetter>> DeadLetterDesk::named() {
    co_return co_await letters_.find(options_.id);
}

Task<int> DeadLetterDesk::show() {
    const auto letter = co_await named();
    if (letter.has_error()) co_return refuse(letter.error());
    auto shown = line_json(*letter);
    if (letter->message) shown["message"] = api::view_json(*letter->message);
    if (letter->message && options_.text == DeadLetterOptions::Text::shown) {
        const auto text = co_await letters_.text(letter->message->message.msgid);
        if (text.has_error()) co_return refuse(text.error());
        if (!text->empty()) shown["text"] = text->reveal();
    }
    if (options_.output == Output::json) {
        context_.out << shown.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
        co_return exit_done;
    }
    context_.out << lines_text({*letter}) << "\n";
    if (letter->message) context_.out << view_text(shown["message"]);
    if (shown.contains("text")) context_.out << "\n" << member(shown, "text") << "\n";
    co_return exit_done;
}

Task<int> DeadLetterDesk::settle_one() {
    auto letter = co_await named();
    if (letter.has_error()) co_return refuse(letter.error());
    co_return co_await settle(std::move(*letter));
}

Task<int> DeadLetterDesk::settle_all() {
    int code = exit_done;
    for (std::string after;;) {
        auto page = co_await letters_.page(after);
        if (page.has_error()) co_return refuse(page.error());
        if (page->empty()) co_return code;
        after = page->back().id;
        for (auto& letter : *page) {
            const int settled = co_await settle(std::move(letter));
            code = std::max(code, settled);
        }
    }
}

Task<int> DeadLetterDesk::settle(DeadLetter letter) {
    return options_.action == DeadLetterAction::replay ? replay(std::move(letter))
                                                       : discard(std::move(letter));
}

Task<int> DeadLetterDesk::replay(DeadLetter letter) {
    const auto id = letter.id;
    const auto replayed = co_await letters_.replay(std::move(letter));
    if (replayed.has_error()) co_return refuse(replayed.error());
    if (replayed->outcome == Replay::gone) co_return refuse(id + " is gone");
    if (replayed->outcome == Replay::erased)
        co_return refuse(id + " cannot be sent again: its text is not stored any more");
    if (options_.output == Output::json)
        context_.out << json{{"id", id}, {"msgid", replayed->msgid.str()}}.dump() << "\n";
    else
        context_.out << id << " replayed as " << replayed->msgid.str() << "\n";
    co_return exit_done;
}

Task<int> DeadLetterDesk::discard(DeadLetter letter) {
    const auto id = letter.id;
    const auto discarded = co_await letters_.discard(std::move(letter));
    if (discarded.has_error()) co_return refuse(discarded.error());
    if (*discarded == Discard::gone) co_return refuse(id + " is gone");
    if (options_.output == Output::json)
        context_.out << json{{"id", id}, {"discarded", true}}.dump() << "\n";
    else
        context_.out << id << " discarded\n";
    co_return exit_done;
}

}   // namespace

Task<int> handle_dead_letters(DeadLetterOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<DeadLetterDesk, DeadLetterOptions>);
}

}   // namespace smsgw::app
