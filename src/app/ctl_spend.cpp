#include "app/ctl_spend.hpp"

#include <map>

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"
#include "base/time_text.hpp"
#include "redis/installation.hpp"
#include "redis/submit_ledger.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using By = SpendOptions::By;

struct Column {
    By by;
    const char* name;
    const std::string& (*value)(const SpendRow& row);
};

constexpr Column columns[] = {
    {By::account, "account", [](const SpendRow& row) -> const std::string& { return row.account.str(); }},
    {By::provider, "provider", [](const SpendRow& row) -> const std::string& { return row.provider.str(); }},
    {By::country, "country", [](const SpendRow& row) -> const std::string& { return row.country; }},
};

std::vector<Column> columns_of(By by) {
    std::vector<Column> told;
    for (const auto& column : columns)
        if (by == By::everything || by == column.by) told.push_back(column);
    return told;
}

std::string spend_text(const json& lines, By by) {
    std::vector<std::vector<std::string>> rows(1);
    for (const auto& column : columns_of(by)) rows[0].emplace_back(column.name);
    rows[0].insert(rows[0].end(), {"amount", "currency"});
    for (const auto& line : lines) {
        std::vector<std::string> row;
        for (const auto& name : rows.front()) row.push_back(member(line, name.c_str()));
        rows.push_back(std::move(row));
    }
    return table(rows);
}

Task<Result<std::vector<SpendRow>>> read_spend(redis::Connection& connection, Clock& clock,
                                               std::string month) {
    const auto partitions = co_await redis::stored_partitions(connection);
    if (partitions.has_error()) co_return partitions.error();
    redis::RedisSubmitLedger ledger(connection, clock, redis::Keys(*partitions));
    co_return co_await ledger.spend(std::move(month));
}

Task<int> show_there(redis::Connection& connection, SpendOptions options, CtlContext context) {
    auto month = month_text(context.clock.wall_now());
    if (!options.month.empty()) month = options.month.substr(0, 4) + options.month.substr(5);
    const auto rows = co_await read_spend(connection, context.clock, month);
    if (rows.has_error()) {
        context.err << "smsgwctl: "
                    << (rows.error() == Errc::not_found ? "no gateway has ever used this Redis"
                                                        : error_name(rows.error()))
                    << "\n";
        co_return exit_failed;
    }
    const auto lines = spend_json(*rows, options.by);
    const auto shown = month.substr(0, 4) + "-" + month.substr(4);
    if (options.output == Output::json)
        context.out << json{{"month", shown}, {"spend", lines}}.dump() << "\n";
    else
        context.out << (lines.empty() ? "nothing was spent in " + shown + "\n"
                                      : spend_text(lines, options.by));
    co_return exit_done;
}

}   // namespace

json spend_json(const std::vector<SpendRow>& rows, By by) {
    const auto told = columns_of(by);
    std::map<std::vector<std::string>, std::int64_t> sums;   // by the columns and the currency
    for (const auto& row : rows) {
        std::vector<std::string> name;
        for (const auto& column : told) name.push_back(column.value(row));
        name.push_back(row.amount.currency);
        sums[std::move(name)] += row.amount.micros;
    }
    auto lines = json::array();
    for (const auto& [name, micros] : sums) {
        json line{{"amount", micros_text(micros)}, {"currency", name.back()}};
        for (std::size_t i = 0; i < told.size(); ++i) line[told[i].name] = name[i];
        lines.push_back(std::move(line));
    }
    return lines;
}

Task<int> show_spend(SpendOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &show_there);
}

}   // namespace smsgw::app
