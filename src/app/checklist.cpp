#include "app/checklist.hpp"

#include <algorithm>
#include <stdexcept>

#include "app/ctl_text.hpp"

namespace smsgw::app {
namespace {

// clang-format off
constexpr CheckRow rows[] = {
    {"config", "The configuration is read without a complaint",
     "With a wrong one `smsgwd` does not start; a warning is mostly an option that does not do what was meant.",
     "`smsgwd --check` says the same; mend what it names."},
    {"secrets", "Secrets are in files that only their owner can read, or in a service that keeps them",
     "Whoever reads an API key sends in the account's name; whoever reads a webhook secret writes delivery reports.",
     "`chmod 0600` the file, or hand it over by systemd's LoadCredential or a container's secrets; `SMSGW_API_KEY=file:/path` instead of the key (docs/secrets.md)."},
    {"accounts", "Each service has an account with a key of its own, hashed with a pepper",
     "One key for all cannot be taken from one of them, and nobody can be told whose messages those were.",
     "`[[accounts]]` with `smsgwctl keys new`, and `auth.pepper`."},
    {"idempotency", "Accounts must send an Idempotency-Key",
     "A service that repeats a request whose answer was lost sends the message twice.",
     "`require_idempotency_key = true` in `[[accounts]]`."},
    {"redis", "Redis is reached and does not lose what was accepted",
     "A 202 is a promise; without fsync, or with eviction, Redis breaks it.",
     "`appendonly yes`, `appendfsync always`, `maxmemory-policy noeviction`, `maxmemory` set (docs/durability.md)."},
    {"redis_transport", "Nobody can read along between gateway and Redis",
     "Texts and numbers travel there.",
     "`rediss://`, a Unix socket, or a network of its own."},
    {"clock", "Redis' clock and this machine's agree",
     "Validity, retries and signatures of webhooks are judged by them.",
     "Let both follow NTP (`chrony`, `systemd-timesyncd`)."},
    {"listeners", "The API and the admin listener are not open to everybody",
     "They are for services and people of the house; only `listen.webhook` is for strangers.",
     "`listen.api` and `listen.admin` on 127.0.0.1 or an internal address, or a firewall in front."},
    {"public_url", "Providers know an https address of ours",
     "Without it there are no delivery reports, and without TLS anybody on the way reads numbers.",
     "`webhook.public_url = \"https://…\"`, with a proxy for TLS in front of `listen.webhook`."},
    {"webhooks", "The public address leads here, and an unsigned report is refused there",
     "A proxy that does not lead here loses every report; one that is believed unsigned lets strangers say \"delivered\".",
     "Let the proxy hand `/webhooks/` on unchanged to `listen.webhook`; set the provider's `webhook_secret` (docs/providers.md)."},
    {"providers", "Each provider is reached and knows us",
     "Messages wait until their validity ends.",
     "`smsgwctl provider test ID` shows the step that fails; replace `sandbox` by a real provider."},
    {"limits", "Each account has a rate and a cap of a day's money",
     "A stolen key, or a loop in a service, sends until the balance is gone.",
     "`rate` and `spend_day_cap` in `[[accounts]]`, prices in `[[prices]]` (docs/abuse.md)."},
    {"countries", "Each account has a list of its countries",
     "Artificial traffic goes where a message costs most, and that is rarely where your users are.",
     "`default_region`, `home_countries` or `countries` in `[[accounts]]` (docs/abuse.md)."},
    {"abuse", "No rule against abuse is switched off",
     "A rule that only records stops nobody.",
     "Empty `admission.off` and `admission.record_only` once the log shows that honest users pass."},
    {"callbacks", "Callback URLs are https, and their hosts are found",
     "A service that is not told does not know that a code did not arrive.",
     "Correct `callback_url` of the account, or its name in DNS."},
    {"files", "smsgwd may open as many files as it may have connections",
     "Beyond, connections are refused, and Redis or a provider may be among them.",
     "`LimitNOFILE=` in the unit, `ulimits` of the container; or a smaller `limits.connections_max`."},
    {"alerts", "Prometheus has alert rules about this gateway",
     "At 3 a.m. nobody looks at a dashboard.",
     "Load `packaging/prometheus/alerts.yml` (docs/runbook.md), and name Prometheus here: `--prometheus URL`."},
};
// clang-format on

constexpr const char* words[] = {"skip", "pass", "WARN", "FAIL"};
constexpr const char* json_words[] = {"skipped", "pass", "warn", "fail"};

std::size_t index_of(CheckVerdict verdict) {
    return static_cast<std::size_t>(verdict);
}

}   // namespace

std::span<const CheckRow> check_rows() {
    return rows;
}

std::string checklist_markdown() {
    std::string out =
        "# Production checklist\n\n`smsgwctl check` goes through it: pass, WARN, or FAIL with the remedy, "
        "exit code 1 when "
        "anything fails.\nMade by `smsgwctl check --list-markdown`; a test holds it.\n\n"
        "| id | what must be true | otherwise | remedy |\n|---|---|---|---|\n";
    for (const auto& row : rows)
        out += "| `" + std::string(row.id) + "` | " + std::string(row.title) + " | " + std::string(row.why) +
               " | " + std::string(row.remedy) + " |\n";
    return out;
}

void Checklist::say(std::string_view id, CheckVerdict verdict, std::string found) {
    const auto row =
        std::find_if(std::begin(rows), std::end(rows), [id](const CheckRow& r) { return r.id == id; });
    if (row == std::end(rows)) throw std::logic_error("no such check: " + std::string(id));
    findings_.push_back({row->id, verdict, std::move(found)});
}

CheckVerdict Checklist::verdict_of(std::string_view id) const {
    auto worst = CheckVerdict::skipped;
    for (const auto& finding : findings_)
        if (finding.id == id) worst = std::max(worst, finding.verdict);
    return worst;
}

CheckVerdict Checklist::verdict() const {
    auto worst = CheckVerdict::skipped;
    for (const auto& row : rows) worst = std::max(worst, verdict_of(row.id));
    return worst;
}

std::string Checklist::text() const {
    std::vector<std::vector<std::string>> lines;
    for (const auto& row : rows) {
        const auto verdict = verdict_of(row.id);
        lines.push_back({words[index_of(verdict)], std::string(row.id), std::string(row.title)});
        for (const auto& finding : findings_)
            if (finding.id == row.id && finding.verdict != CheckVerdict::pass)
                lines.push_back({"", "", "- " + printable(finding.found)});
        if (verdict > CheckVerdict::pass) lines.push_back({"", "", "remedy: " + std::string(row.remedy)});
    }
    return table(lines);
}

nlohmann::json Checklist::json() const {
    auto list = nlohmann::json::array();
    for (const auto& row : rows) {
        const auto verdict = verdict_of(row.id);
        nlohmann::json entry{{"id", row.id},
                             {"title", row.title},
                             {"verdict", json_words[index_of(verdict)]},
                             {"found", nlohmann::json::array()}};
        for (const auto& finding : findings_)
            if (finding.id == row.id)
                entry["found"].push_back(
                    {{"verdict", json_words[index_of(finding.verdict)]}, {"detail", finding.found}});
        if (verdict > CheckVerdict::pass) entry["remedy"] = row.remedy;
        list.push_back(std::move(entry));
    }
    return {{"ok", verdict() != CheckVerdict::fail}, {"checks", list}};
}

}   // namespace smsgw::app
