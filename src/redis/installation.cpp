#include "redis/installation.hpp"

#include <nlohmann/json.hpp>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "redis/calls.hpp"
#include "redis/library.hpp"
#include "redis/server_check.hpp"

namespace smsgw::redis {
namespace {

using nlohmann::json;

std::string new_record(int partitions) {
    return json{{"id", random_base62(16)}, {"ref_key", random_base62(43)}, {"partitions", partitions}}.dump();
}

bool has_text(const json& record, const char* field) {
    return record.contains(field) && record[field].is_string() &&
           !record[field].get_ref<const std::string&>().empty();
}

// Another program's value may look like anything: types are checked before they are relied on.
bool is_ours(const json& record) {
    return record.is_object() && has_text(record, "id") && has_text(record, "ref_key") &&
           record.contains("partitions") && record["partitions"].is_number_integer();
}

}   // namespace

boost::system::error_code Installation::refuse(std::string reason) {
    if (reasons_.empty() || reasons_.front() != reason)
        log::error("redis.not_ready", {log::f("reason", reason)});
    reasons_ = {std::move(reason)};
    return Errc::not_ready;
}

Task<Result<void>> Installation::join(Connection& connection) {
    auto facts = co_await check(connection);
    if (facts.has_error()) co_return facts.error();
    auto loaded = co_await ensure_library(connection, library_, minor_);
    if (loaded.has_error())
        co_return refuse("the function library could not be loaded: " + error_name(loaded.error()));
    auto record = co_await read_or_write_record(connection);
    if (record.has_error()) co_return record.error();
    auto adopted = adopt(*record);
    if (adopted.has_error()) co_return adopted;
    auto made = co_await make_groups(connection);
    if (made.has_error()) co_return made;
    auto left = co_await leave_torn_file(connection, *facts);
    if (left.has_error()) co_return left;
    history_ = facts->history.value_or("");
    reasons_.clear();
    co_return Result<void>();
}

Task<Result<ServerFacts>> Installation::check(Connection& connection) {
    auto report = co_await check_server(connection, durability_, clock_);
    if (report.has_error()) co_return refuse("Redis did not answer: " + error_name(report.error()));
    if (report->refused()) co_return refuse(report->reasons());
    if (id_.empty())   // once per process, not at every reconnect
        for (const auto& finding : report->findings)
            log::warn("redis.warned", {log::f("code", finding.code), log::f("reason", finding.sentence)});
    co_return std::move(report->facts);
}

// A Redis that died while it wrote a transaction cuts the torn command off at its next start, but leaves the transaction
// open (7.0.15, loadSingleAppendOnlyFile). The start after that then takes what followed for part of it: acknowledged writes
// are dropped, or half a function comes alive. A new file has no such tear, so one is asked for once after every start.
Task<Result<void>> Installation::leave_torn_file(Connection& connection, ServerFacts facts) {
    if (!facts.run || facts.aof_enabled != true) co_return Result<void>();
    const auto& run = *facts.run;
    Command claim("SET");
    claim << Keys::rewritten() << run << "GET";
    const auto before = co_await connection.call_early(std::move(claim));
    if (before.has_error()) co_return before.error();
    // When memory is full there is no claim, and each asks: it must be joined all the same, or its queue would not drain.
    if (!before->is_error() && before->text == run) co_return Result<void>();   // another one has asked
    const auto asked = co_await connection.call_early(Command("BGREWRITEAOF"));
    if (asked.has_error()) co_return asked.error();
    if (asked->is_error())
        log::warn("redis.rewrite_refused", {log::f("reason", asked->text)});
    else
        log::info("redis.rewrite_asked");
    co_return Result<void>();
}

Task<Result<std::string>> Installation::read_or_write_record(Connection& connection) {
    const auto key = Keys::installation();
    for (int turn = 0; turn < 2; ++turn) {
        auto reply = co_await connection.call_early(Command("GET") << key);
        if (reply.has_error()) co_return reply.error();
        if (reply->is_error()) co_return refuse("Redis refused to be read: " + reply->text);
        if (reply->kind == Reply::Kind::text) co_return std::move(reply->text);
        if (!id_.empty())
            co_return refuse(
                "Redis has lost its data: the installation record is gone. Restore it, or restart every "
                "gateway to begin anew.");
        // NX: of many daemons that start together one wins, and all read what it wrote.
        auto written =
            co_await connection.call_early(Command("SET") << key << new_record(keys_.partitions()) << "NX");
        if (written.has_error()) co_return written.error();
        if (written->is_error()) co_return refuse("Redis refused to be written: " + written->text);
    }
    co_return refuse("the installation record could not be written");
}

Result<void> Installation::adopt(const std::string& text) {
    const auto record = json::parse(text, nullptr, false);
    if (!is_ours(record))
        return refuse(
            "the key smsgw:installation holds something else: is this Redis used by another program?");
    const auto id = record["id"].get<std::string>();
    if (!id_.empty() && id != id_)
        return refuse("this is another installation's Redis (" + id + ", was " + id_ + ")");
    const int partitions = record["partitions"].get<int>();
    if (partitions != keys_.partitions())
        return refuse("redis.partitions is " + std::to_string(keys_.partitions()) + " here and " +
                      std::to_string(partitions) + " in Redis: messages of the others would not be found");
    id_ = id;
    refs_.use_key_unless_set(Secret(record["ref_key"].get<std::string>()));
    return {};
}

Task<Result<void>> Installation::make_groups(Connection& connection) {
    for (int partition = 0; partition < keys_.partitions(); ++partition) {
        auto command = fcall("init", {Keys::ready(partition, Lane::otp), Keys::ready(partition, Lane::normal),
                                      Keys::ready(partition, Lane::bulk)});
        auto reply = co_await connection.call_early(std::move(command));
        if (reply.has_error()) co_return reply.error();
        if (reply->is_error()) co_return refuse("the queues could not be made: " + reply->text);
    }
    co_return Result<void>();
}

Task<Result<int>> stored_partitions(Connection& connection) {
    constexpr int partitions_max = 256;
    const auto reply = co_await call_function(connection, Command("GET") << Keys::installation());
    if (reply.has_error()) co_return reply.error();
    const auto record = json::parse(reply->text, nullptr, false);
    if (!is_ours(record)) co_return Errc::not_found;
    const auto partitions = record["partitions"].get<std::int64_t>();
    if (partitions < 1 || partitions > partitions_max) co_return Errc::not_found;
    co_return static_cast<int>(partitions);
}

}   // namespace smsgw::redis
