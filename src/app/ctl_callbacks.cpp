#include "app/ctl_callbacks.hpp"

#include <nlohmann/json.hpp>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "redis/callback_store.hpp"
#include "redis/message_store.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using redis::RedisCallbackStore;
using CallbackAction = CallbackOptions::Action;

// What one command needs; lives as long as it runs.
class CallbackDesk {
public:
    CallbackDesk(redis::Connection& connection, int partitions, CallbackOptions options, CtlContext context)
        : options_(std::move(options)),
          context_(context),
          store_(connection, context.clock, redis::Keys(partitions)),
          messages_(connection, context.clock, redis::Keys(partitions), {}) {}

    Task<int> run() {
        if (options_.action == CallbackAction::list) return list();
        return options_.action == CallbackAction::enable ? enable() : replay();
    }

private:
    Task<int> list() {
        const auto outboxes = co_await store_.outboxes();
        if (outboxes.has_error()) co_return refuse(error_name(outboxes.error()));
        json lines = json::array();
        std::vector<std::vector<std::string>> rows = {{"account", "waiting", "oldest_due", "disabled_since"}};
        for (const auto& [account, outbox] : *outboxes) {
            const json line{{"account", account.str()},
                            {"waiting", outbox.waiting},
                            {"oldest_due", time_or_null(outbox.oldest_due)},
                            {"disabled_since", time_or_null(outbox.disabled_since)}};
            std::vector<std::string> row;
            for (const auto& name : rows.front()) row.push_back(member(line, name.c_str()));
            rows.push_back(std::move(row));
            lines.push_back(line);
        }
        context_.out << (options_.output == Output::json ? json{{"callbacks", lines}}.dump() : table(rows))
                     << "\n";
        co_return exit_done;
    }

    Task<int> enable() {
        const auto enabled = co_await store_.enable(AccountId(options_.account));
        if (enabled.has_error()) co_return refuse(error_name(enabled.error()));
        if (options_.output == Output::json)
            context_.out << json{{"account", options_.account}, {"enabled", true}}.dump() << "\n";
        else
            context_.out << options_.account << " enabled\n";
        co_return exit_done;
    }

    Task<int> replay() {
        const RedisCallbackStore::Span span{.since = options_.since, .until = options_.until};
        Result<int> events = 0;
        if (options_.msgid.empty()) {
            events = co_await store_.replay_all(AccountId(options_.account), span);
        } else {
            const auto msgid = read_msgid(options_.msgid);
            if (msgid.has_error()) co_return refuse(options_.msgid + " is not a msgid");
            const auto view = co_await messages_.find(*msgid);
            if (view.has_error()) co_return refuse(options_.msgid + ": " + error_name(view.error()));
            events = co_await store_.replay(view->message.account, *msgid, span);
        }
        if (events.has_error()) co_return refuse(error_name(events.error()));
        if (options_.output == Output::json)
            context_.out << json{{"events", *events}}.dump() << "\n";
        else
            context_.out << *events << " events are told again\n";
        co_return *events > 0 ? exit_done : exit_failed;
    }

    int refuse(const std::string& reason) {
        context_.err << "smsgwctl: " << reason << "\n";
        return exit_failed;
    }

    CallbackOptions options_;
    CtlContext context_;
    RedisCallbackStore store_;
    redis::RedisMessageStore messages_;
};

}   // namespace

Task<int> handle_callbacks(CallbackOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<CallbackDesk, CallbackOptions>);
}

}   // namespace smsgw::app
