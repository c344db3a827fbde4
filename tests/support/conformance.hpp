// What every provider must show, as data: each provider's test file states its API's answers and reports in full and in its
// own words, and one suite (tests/io/provider_conformance_test.cpp) holds the provider to all of it against a scripted server.
// The rows repeat the provider's tables on purpose: a table that changes without its test is a mistake that one of the two makes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "providers/config.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/mo_message.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::test {

// An answer of the provider's server to a submit.
struct AnswerRow {
    std::string name;   // letters and digits
    int status = 200;
    std::vector<http::Header> headers = {};
    std::string body;
    std::string
        outcome;   // "accepted id1 id2", "not_accepted <error>", "refused_message <error>", "refused_provider <error>",
                   // "opted_out <error>", "ambiguous <error>"
    std::optional<Millis> retry_after = std::nullopt;
    std::optional<Money> price = std::nullopt;   // of an accepted one
};

// A webhook request, before it is signed, and what it says.
struct ReportRow {
    std::string name;
    std::string method = "POST";
    std::string query = "";   // of GET webhooks, without '?'
    std::string content_type = "application/json";
    std::string body = "";
    std::string
        report;   // "<status> id=<provider msgid> error=<error>", several joined by "; "; "" when there is nothing to do;
        // "malformed" when it is refused
    std::string mo = "";   // "from=+31612345678 to=+3161 text=STOP opt_out=stop" of an inbound message
    std::optional<Money> price = std::nullopt;
};

struct ProviderCase {
    std::string type;
    // Complete, with every secret that signing needs. `base_url` is the scripted server's.
    std::function<providers::ProviderConfig(const std::string& base_url)> config;

    // Of the submit of conformance_submit(): what must be found in the request that the server sees.
    std::string method = "POST";
    std::string target;   // with the query
    std::vector<http::Header> sent_headers;
    std::vector<std::string>
        sent_body;   // pieces, each somewhere in the body; the text, sender, recipient and our ref or report URL among them
    std::vector<std::string> sent_body_long;   // of the submit with a long Unicode text

    std::vector<AnswerRow> answers;   // success first
    std::size_t error_rows = 0;       // size of the provider's error table(s): each row has an AnswerRow
    std::vector<std::string> error_codes = {};   // their codes, read from them
    std::vector<ReportRow> reports;
    std::size_t status_rows = 0;   // size of the provider's status table(s): each row has a ReportRow
    std::vector<std::string> status_words = {};   // their words, read from them
    std::vector<std::string> report_codes = {};   // likewise of a table of its own for errors in reports

    // Adds the provider's proof of authenticity to a request whose other parts are complete. Null: the provider has none (documented).
    std::function<void(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now)> sign;
    bool signature_has_time = true;   // an old one is refused with signature_expired
    bool signs_url = false;           // another URL is refused
};

// The providers' cases, one function each, in tests/support/conformance_<type>.cpp.
ProviderCase messagebird_case();
ProviderCase smstools_client_case();
ProviderCase twilio_case();
ProviderCase plivo_case();
ProviderCase vonage_messages_case();
ProviderCase vonage_sms_case();

}   // namespace smsgw::test
