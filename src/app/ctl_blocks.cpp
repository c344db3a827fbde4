#include "app/ctl_blocks.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "base/time_text.hpp"
#include "redis/admission_store.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

json time_of_millis(const std::string& millis) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(millis.data(), millis.data() + millis.size(), value);
    return error == std::errc() ? json(to_rfc3339(WallTime(Millis{value}))) : json();
}

json json_of(const AccountId& account, const AdmissionStatus& status) {
    json out{{"account", account.str()},
             {"unconverted_in_a_row", status.unconverted_in_a_row},
             {"last_conversion", time_of_millis(status.last_conversion)},
             {"blocks", json::array()},
             {"today", json::array()}};
    for (const auto& block : status.blocks)
        out["blocks"].push_back(
            {{"rule", block.rule}, {"subject", block.subject}, {"until", to_rfc3339(block.until)}});
    for (const auto& count : status.today)
        out["today"].push_back(
            {{"rule", count.rule}, {"action", count.action}, {"messages", count.messages}});
    return out;
}

// The rows of all accounts under one head; nothing when there is none.
std::string table_of(const json& accounts, const char* list, std::vector<std::string> columns) {
    std::vector<std::vector<std::string>> rows = {{"account"}};
    rows[0].insert(rows[0].end(), columns.begin(), columns.end());
    for (const auto& account : accounts)
        for (const auto& entry : account[list]) {
            std::vector<std::string> row = {member(account, "account")};
            for (const auto& column : columns) row.push_back(member(entry, column.c_str()));
            rows.push_back(std::move(row));
        }
    return rows.size() > 1 ? table(rows) + "\n" : "";
}

std::string text_of(const json& accounts) {
    std::vector<std::vector<std::string>> rows = {{"account", "unconverted_in_a_row", "last_conversion"}};
    for (const auto& account : accounts) {
        std::vector<std::string> row;
        for (const auto& name : rows.front()) row.push_back(member(account, name.c_str()));
        rows.push_back(std::move(row));
    }
    return table_of(accounts, "blocks", {"rule", "subject", "until"}) +
           table_of(accounts, "today", {"rule", "action", "messages"}) + table(rows);
}

class BlocksDesk {
public:
    BlocksDesk(redis::Connection& connection, int, BlocksOptions options, CtlContext context)
        : options_(std::move(options)), context_(context), store_(connection) {}

    Task<int> run() { return options_.action == BlocksOptions::Action::status ? status() : unblock(); }

private:
    Task<int> status() {
        std::set<AccountId> accounts = {AccountId(options_.account)};
        if (options_.account.empty()) {
            auto judged = co_await store_.accounts();
            if (judged.has_error()) co_return refuse(error_name(judged.error()));
            accounts = std::move(*judged);
        }
        json list = json::array();
        for (const auto& account : accounts) {
            const auto status = co_await store_.status(account);
            if (status.has_error()) co_return refuse(error_name(status.error()));
            list.push_back(json_of(account, *status));
        }
        context_.out << (options_.output == Output::json ? json{{"accounts", list}}.dump() + "\n"
                                                         : text_of(list));
        co_return exit_done;
    }

    Task<int> unblock() {
        const auto name = printable(options_.rule + " " + options_.subject);
        const auto lifted =
            co_await store_.unblock(AccountId(options_.account), options_.rule, options_.subject);
        if (lifted.has_error()) co_return refuse(error_name(lifted.error()));
        if (*lifted == Unblocked::not_blocked) co_return refuse("there is no block " + name);
        if (options_.output == Output::json)
            context_.out << json{{"account", options_.account},
                                 {"rule", options_.rule},
                                 {"subject", options_.subject}}
                                .dump()
                         << "\n";
        else
            context_.out << name << " is lifted\n";
        co_return exit_done;
    }

    int refuse(const std::string& reason) {
        context_.err << "smsgwctl: " << reason << "\n";
        return exit_failed;
    }

    BlocksOptions options_;
    CtlContext context_;
    redis::RedisAdmissionStore store_;
};

}   // namespace

Task<int> handle_blocks(BlocksOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<BlocksDesk, BlocksOptions>);
}

}   // namespace smsgw::app
