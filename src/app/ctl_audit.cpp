#include "app/ctl_audit.hpp"

#include "app/ctl_redis.hpp"
#include "app/ctl_text.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

struct Number {
    const char* name;
    std::int64_t redis::AuditReport::*value;
};

// In the order of reading; what each is, docs/audit.md says.
constexpr Number numbers[] = {
    {"live", &redis::AuditReport::live},
    {"at_rest", &redis::AuditReport::at_rest},
    {"ready", &redis::AuditReport::ready},
    {"lent", &redis::AuditReport::lent},
    {"stale_entry", &redis::AuditReport::stale},
    {"due", &redis::AuditReport::due},
    {"parked", &redis::AuditReport::parked},
    {"dead_letters", &redis::AuditReport::dead_letters},
    {"idempotency_records", &redis::AuditReport::idempotency_records},
    {"index_records", &redis::AuditReport::index_records},
};

std::int64_t count_of(const redis::AuditReport& report) {
    std::int64_t all = 0;
    for (const auto& [breach, found] : report.breaches) all += found.count;
    return all;
}

Task<int> audit_there(redis::Connection& connection, AuditOptions options, CtlContext context) {
    const auto report = co_await redis::audit(connection);
    if (report.has_error()) {
        context.err << "smsgwctl: "
                    << (report.error() == Errc::not_found
                            ? "no gateway has ever used this Redis"
                            : "Redis could not be read to the end: " + error_name(report.error()))
                    << "\n";
        co_return exit_failed;
    }
    context.out << (options.output == Output::json ? report_json(*report).dump() + "\n"
                                                   : report_text(*report));
    co_return report->breaches.empty() ? exit_done : exit_failed;
}

}   // namespace

json report_json(const redis::AuditReport& report) {
    json out{{"clean", report.breaches.empty()},
             {"partitions", report.partitions},
             {"by_status", json::object()},
             {"counters", report.counters},
             {"breaches", json::object()}};
    for (const auto& number : numbers) out[number.name] = report.*number.value;
    for (const auto& [status, count] : report.by_status) out["by_status"][to_text(status)] = count;
    for (const auto& [breach, found] : report.breaches)
        out["breaches"][redis::code_of(breach)] = {{"count", found.count}, {"examples", found.examples}};
    return out;
}

std::string report_text(const redis::AuditReport& report) {
    std::vector<std::vector<std::string>> rows = {{"what", "count"}};
    for (const auto& [status, count] : report.by_status)
        rows.push_back({std::string(to_text(status)), std::to_string(count)});
    for (const auto& number : numbers) rows.push_back({number.name, std::to_string(report.*number.value)});
    for (const auto& [name, value] : report.counters)
        rows.push_back({"counter " + printable(name), std::to_string(value)});
    auto out = table(rows) + "\n";
    for (const auto& [breach, found] : report.breaches) {
        const auto& row = redis::breach_rows[static_cast<std::size_t>(breach)];
        out += std::string(row.code) + ": " + std::string(row.meaning) + " (" + std::to_string(found.count) +
               ")\n";
        for (const auto& example : found.examples) out += "  " + printable(example) + "\n";
    }
    const auto all = count_of(report);
    return out + (all == 0 ? "clean\n" : std::to_string(all) + " breaches; docs/audit.md says what to do\n");
}

Task<int> audit_storage(AuditOptions options, CtlContext context) {
    return at_redis(std::move(options), context, &audit_there);
}

}   // namespace smsgw::app
