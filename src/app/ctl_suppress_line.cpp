#include "app/ctl_suppress_line.hpp"

#include <algorithm>

#include "app/ctl_redis_line.hpp"
#include "base/time_text.hpp"
#include "domain/utf8.hpp"
#include "smsgw/suppression.hpp"

namespace smsgw::app {

using SuppressAction = SuppressOptions::Action;
using Whose = SuppressOptions::Whose;

CLI::App* add_suppress(CLI::App& app, SuppressOptions& options) {
    auto* suppress = app.add_subcommand("suppress", "Numbers that are not written to");
    suppress->require_subcommand(1);
    const struct {
        SuppressAction action;
        const char* name;
        const char* doc;
    } rows[] = {
        {SuppressAction::list, "list", "List them, why and until when"},
        {SuppressAction::add, "add", "Put a number on the list"},
        {SuppressAction::remove, "remove",
         "Take a number off the list, whatever it is there for: a STOP as well"},
    };
    for (const auto& row : rows) {
        auto* sub = suppress->add_subcommand(row.name, row.doc);
        add_redis(*sub, options.redis, options.output);
        sub->callback([&options, action = row.action] { options.action = action; });
        if (row.action != SuppressAction::list)
            sub->add_option("number", options.number, "E.164, like +31612345678")->required();
        sub->add_option("--account", options.account, "The list of this account");
        sub->add_flag_callback(
            "--all-accounts", [&options] { options.whose = Whose::all; },
            "The list that counts for all accounts");
        if (row.action != SuppressAction::add) continue;
        sub->add_option("--until", options.until_text, "RFC 3339 time (until it is removed)");
        sub->add_option("--note", options.note, "Why, in at most 200 bytes");
    }
    return suppress;
}

std::optional<std::string> complete_suppression(SuppressOptions& options) {
    if (options.account.empty() != (options.whose == Whose::all))
        return "either --account or --all-accounts is required";
    if (options.action != SuppressAction::list && E164Number::parse(options.number).has_error())
        return "the number must be E.164, like +31612345678";
    const auto& note = options.note;
    const bool controls =
        std::any_of(note.begin(), note.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (controls || note.size() > suppression_note_bytes_max || !is_valid_utf8(note))
        return "--note wants at most 200 bytes of UTF-8 without control characters";
    if (options.until_text.empty()) return {};
    options.until = from_rfc3339(options.until_text);
    if (!options.until) return "--until wants an RFC 3339 time, like 2026-01-02T03:04:05Z";
    return {};
}

}   // namespace smsgw::app
