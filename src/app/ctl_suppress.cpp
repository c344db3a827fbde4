#include "app/ctl_suppress.hpp"

#include <nlohmann/json.hpp>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "base/json_pieces.hpp"
#include "base/time_text.hpp"
#include "redis/suppression_store.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using SuppressAction = SuppressOptions::Action;
using Reason = SuppressionReason;

constexpr int page_numbers = 500;

json line_of(const Suppression& entry) {
    return {{"to", entry.number.str()},
            {"reason", to_text(entry.reason)},
            {"at", to_rfc3339(entry.at)},
            {"until", entry.until ? json(to_rfc3339(*entry.until)) : json()},
            {"provider", text_or_null(entry.source.str())},
            {"note", text_or_null(entry.note)}};
}

// What one command needs; lives as long as it runs.
class SuppressionTable {
public:
    SuppressionTable(redis::Connection& connection, int, SuppressOptions options, CtlContext context)
        : options_(std::move(options)), context_(context), store_(connection) {
        if (options_.whose == SuppressOptions::Whose::account) scope_ = AccountId(options_.account);
    }

    Task<int> run() {
        if (options_.action == SuppressAction::list) return list();
        return options_.action == SuppressAction::add ? add() : remove();
    }

private:
    Task<int> list() {
        json lines = json::array();
        std::vector<std::vector<std::string>> rows = {{"to", "reason", "at", "until", "provider", "note"}};
        std::uint64_t cursor = 0;
        do {
            const auto page = co_await store_.list(scope_, cursor, page_numbers);
            if (page.has_error()) co_return refuse(error_name(page.error()));
            for (const auto& entry : page->entries) {
                const auto line = line_of(entry);
                std::vector<std::string> row;
                for (const auto& name : rows.front()) row.push_back(member(line, name.c_str()));
                rows.push_back(std::move(row));
                lines.push_back(line);
            }
            cursor = page->next;
        } while (cursor != 0);
        context_.out << (options_.output == Output::json ? json{{"suppressions", lines}}.dump() + "\n"
                                                         : table(rows));
        co_return exit_done;
    }

    Task<int> add() {
        Suppression entry{.number = number(),
                          .scope = scope_,
                          .reason = Reason::manual,
                          .until = options_.until,
                          .note = options_.note};
        const auto added = co_await store_.add(std::move(entry));
        if (added.has_error()) co_return refuse(error_name(added.error()));
        tell(line_of(*added), options_.number + " is on the list");
        co_return exit_done;
    }

    Task<int> remove() {
        SuppressionRemoval removal{
            .scope = scope_,
            .number = number(),
            .reasons = {Reason::stop, Reason::carrier, Reason::invalid, Reason::manual}};
        const auto removed = co_await store_.remove(std::move(removal));
        if (removed.has_error()) co_return refuse(error_name(removed.error()));
        if (removed->removed == 0) co_return refuse(options_.number + " is not on the list");
        tell({{"to", options_.number}, {"removed", removed->removed}}, options_.number + " is off the list");
        co_return exit_done;
    }

    E164Number number() const {
        return *E164Number::parse(options_.number);
    }   // the command line has checked it

    void tell(const json& answer, const std::string& sentence) {
        context_.out << (options_.output == Output::json ? answer.dump() : sentence) << "\n";
    }

    int refuse(const std::string& reason) {
        context_.err << "smsgwctl: " << reason << "\n";
        return exit_failed;
    }

    SuppressOptions options_;
    CtlContext context_;
    SuppressionScope scope_;
    redis::RedisSuppressionStore store_;
};

}   // namespace

Task<int> handle_suppressions(SuppressOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &run_desk<SuppressionTable, SuppressOptions>);
}

}   // namespace smsgw::app
