#include "app/ctl_send_line.hpp"

#include "domain/utf8.hpp"

namespace smsgw::app {

void add_api(CLI::App& sub, ApiOptions& options) {
    sub.add_option("--url", options.url, "Base URL of the gateway (the configuration's listen.api)");
    sub.add_option("--key", options.key, "Where the API key is, as env:NAME or file:/path")
        ->capture_default_str();
    sub.add_option("--config", options.config_path, "Path of smsgw.toml (or SMSGW_CONFIG)");
    sub.add_flag_callback(
        "--json", [&options] { options.output = Output::json; }, "Answer with one JSON object");
}

CLI::App* add_send(CLI::App& app, SendOptions& one, SendCsvOptions& csv) {
    auto* sub = app.add_subcommand("send", "Send one message, or all of a CSV file");
    auto* to = sub->add_option("--to", one.to, "The recipient's number, E.164");
    auto* message = sub->add_option("--message", one.message, "The text");
    auto* sender = sub->add_option("--sender", one.sender, "What the handset shows (the account's default)");
    auto* lane = sub->add_option("--lane", one.lane, "otp, normal or bulk");
    auto* wait = sub->add_flag_callback(
        "--wait", [&one] { one.until = SendOptions::Until::final; },
        "Follow the message until its status is final, at most 60 s");
    auto* file = sub->add_option("--csv", csv.file,
                                 "Send the rows of this file; its header names the fields, at least "
                                 "to,message. Run again with the same "
                                 "files, it goes on where it ended");
    for (auto* other : {to, message, sender, lane, wait}) file->excludes(other);
    sub->add_option("--results", csv.results, "What became of each row (FILE.results.csv)")->needs(file);
    sub->add_option("--rate", csv.rate,
                    "At most so many messages a second (as fast as the gateway takes them)")
        ->check(CLI::Range(1, 1'000'000))
        ->needs(file);
    sub->add_flag_callback(
           "--dry-run", [&csv] { csv.mode = CsvMode::dry_run; },
           "Only ask what would be refused; nothing is sent (FILE.dry-run.csv)")
        ->needs(file);
    sub->add_flag_callback(
           "--after-a-day", [&csv] { csv.after_a_day = SendCsvOptions::AfterADay::go_on; },
           "Go on though a day has passed: rows that were on their way when it was killed may be sent twice")
        ->needs(file);
    add_api(*sub, csv.api);
    sub->callback([&one, &csv] { one.api = csv.api; });
    return sub;
}

std::optional<std::string> check(const SendOptions& options) {
    if (options.to.empty() || options.message.empty())
        return "either --to and --message, or --csv is required";
    // The gateway would refuse it as well, but such a request cannot even be written as JSON.
    for (const auto* text : {&options.to, &options.message, &options.sender, &options.lane})
        if (!is_valid_utf8(*text)) return "the arguments must be UTF-8";
    return {};
}

std::optional<std::string> check(const SendCsvOptions& options) {
    const bool dry_run = options.mode == CsvMode::dry_run;
    if (dry_run && options.after_a_day == SendCsvOptions::AfterADay::go_on)
        return "--after-a-day is of no use with --dry-run";
    return {};
}

}   // namespace smsgw::app
