#include "app/ctl_send_csv.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/csv_sending.hpp"
#include "base/time_text.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;

// Less than the day for which a gateway remembers Idempotency-Keys: the run takes its time, too.
constexpr Millis resume_time_max = std::chrono::hours{23};

std::string result_path(const SendCsvOptions& options) {
    if (!options.results.empty()) return options.results;
    return options.file + (options.mode == CsvMode::real ? ".results.csv" : ".dry-run.csv");
}

std::variant<CsvSheet, std::string> load_sheet(const SendCsvOptions& options, CtlContext context) {
    const auto content = context.input.sources.read_file(options.file, csv_file_bytes_max);
    if (content.has_error() && content.error() == boost::system::errc::file_too_large)
        return options.file + " is larger than 64 MiB; split it";
    if (content.has_error()) return "cannot read " + options.file + ": " + content.error().message();
    auto sheet = read_csv_sheet(*content, options.mode);
    if (const auto* problem = std::get_if<std::string>(&sheet)) return options.file + ": " + *problem;
    return sheet;
}

// Is what a former run has left the beginning of this one?
std::optional<std::string> check_former(const CsvResultFile& file, const CsvSheet& sheet,
                                        const SendCsvOptions& options, WallTime now) {
    const auto path = result_path(options);
    if (file.former().empty()) return {};
    if (options.mode == CsvMode::dry_run)
        return path + " has results already; remove it, or name another one with --results";
    std::vector<std::size_t> rows;
    for (const auto& result : file.former()) {
        // The keys hold a hash of the content: with one byte changed it is another file.
        if (!result.key.starts_with(sheet.name))
            return path +
                   " belongs to another file, or to this one as it was; put rows that were mended into a new "
                   "file";
        rows.push_back(result.row);
    }
    std::sort(rows.begin(), rows.end());
    if (std::adjacent_find(rows.begin(), rows.end()) != rows.end()) return path + " has a row twice";
    const bool open = file.former().size() < sheet.rows.size();
    const bool late = now - *file.former_end() > resume_time_max;
    if (open && late && options.after_a_day == SendCsvOptions::AfterADay::refuse)
        return path +
               " was written to more than 23 hours ago: rows that were on their way then may be sent twice. "
               "If "
               "the run was not killed, or that is no harm, say --after-a-day";
    return {};
}

void tell_end(const CsvSending& sending, const std::string& path, const SendCsvOptions& options,
              CtlContext context) {
    const auto& counts = sending.counts();
    if (!sending.problem().empty()) context.err << "smsgwctl: " << sending.problem() << "\n";
    for (const auto& [code, left] : sending.left())
        context.err << "smsgwctl: " << left.rows << " rows not now: " << code << "; from "
                    << to_rfc3339(left.earliest) << " on\n";
    if (counts.open() > 0) context.err << "smsgwctl: the same command goes on with the open rows\n";
    const auto* good = options.mode == CsvMode::real ? "accepted" : "valid";
    if (options.api.output == Output::json)
        context.out << json{{"rows", counts.rows},
                            {good, counts.accepted},
                            {"bad", counts.bad},
                            {"open", counts.open()},
                            {"results", path}}
                           .dump()
                    << "\n";
    else
        context.out << counts.rows << " rows: " << counts.accepted << " " << good << ", " << counts.bad
                    << " bad, " << counts.open() << " open; " << path << "\n";
}

int refuse(const std::string& problem, CtlContext context) {
    context.err << "smsgwctl: " << problem << "\n";
    return exit_misuse;
}

}   // namespace

Task<int> send_csv(SendCsvOptions options, CtlContext context, Task<> stopped) {
    const auto found = find_door(options.api, context.input);
    if (const auto* problem = std::get_if<std::string>(&found)) co_return refuse(*problem, context);
    const auto loaded = load_sheet(options, context);
    if (const auto* problem = std::get_if<std::string>(&loaded)) co_return refuse(*problem, context);
    const auto& sheet = std::get<CsvSheet>(loaded);
    const auto path = result_path(options);
    CsvResultFile file;
    if (const auto problem = file.open(path)) co_return refuse(*problem, context);
    if (const auto problem = check_former(file, sheet, options, context.clock.wall_now()))
        co_return refuse(*problem, context);
    const auto& door = std::get<ApiDoor>(found);
    warn_of_clear_text(door, context);
    CsvSending sending(sheet, file, options, door, context);
    co_await sending.run(std::move(stopped));
    tell_end(sending, path, options, context);
    const auto& counts = sending.counts();
    co_return counts.accepted == counts.rows ? exit_done : exit_failed;
}

}   // namespace smsgw::app
