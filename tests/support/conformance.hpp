// What every provider must show, as data: each provider's test file states its API's answers and reports in full and in its
// own words, and one suite (tests/io/provider_conformance_test.cpp) holds the provider to all of it against a scripted server.
// The rows repeat the provider's tables on purpose: a table that changes without its test is a mistake that one of the two makes.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "providers/config.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/mo_message.hpp"
#include "smsgw/ports/sms_provider.hpp"
#include "smsgw/webhook_request.hpp"
#include "support/scripted_server.hpp"

namespace smsgw::test {

// An answer of the provider's server to a submit.
struct AnswerRow {
    std::string name;   // letters and digits
    int status = 200;
    std::vector<http::Header> headers = {};
    std::string body;
    std::string
        outcome;   // "accepted id1 id2", "not_accepted <error>", "refused_message <error>", "refused_provider <error>",
                   // "opted_out <error>", "invalid <error>", "ambiguous <error>"
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
    // "<status> id=<provider msgid> error=<error>", several joined by "; "; "" when there is nothing to do; "malformed" when it
    // is refused. An empty field may be left out; "ref=<ref>" and "covers=part" are compared when they stand there, "opted_out"
    // or "invalid" must stand there when it is so.
    std::string report;
    std::string mo = "";   // "from=+31612345678 to=+3161 text=STOP opt_out=stop" of an inbound message
    std::optional<Money> price = std::nullopt;
};

struct ProviderCase {
    std::string name = "";   // letters and digits; needed when type and api do not tell two cases apart
    std::string type = "";
    // Complete, with every secret that signing needs. `base_url` is the scripted server's.
    std::function<providers::ProviderConfig(const std::string& base_url)> config = {};
    // Null: the registry's. For a provider that must be given something that only tests have.
    std::function<std::unique_ptr<SmsProvider>(const providers::ProviderConfig& config, http::Client& client)>
        make = {};

    // Of the submit of conformance_submit(): what must be found in the request that the server sees.
    std::string method = "POST";
    std::string target = "";   // with the query
    std::vector<http::Header> sent_headers = {};
    std::vector<std::string> sent_body =
        {};   // pieces, each somewhere in the body; the text, sender, recipient and our ref or report URL among them
    std::vector<std::string> sent_body_long = {};   // of the submit with a long Unicode text
    // The text of a message as it stands in the request. Null: it is looked for, whole, among all strings of a JSON body
    // and all values of a form or a query.
    std::function<std::string(const SeenRequest& request)> read_text = {};

    std::vector<AnswerRow> answers = {};   // success first
    // Codes of the provider's error table(s), read from them: each must be the <code> of an AnswerRow's error
    // "<type>_<code>". error_rows, for tables that cannot be listed: at least so many different ones.
    std::vector<std::string> error_codes = {};
    std::size_t error_rows = 0;
    std::vector<ReportRow> reports = {};
    // Words of the provider's status table(s), read from them: each must be a whole value in the request of a ReportRow
    // that can be read. status_rows, for tables that cannot be listed: at least so many reports.
    std::vector<std::string> status_words = {};
    std::size_t status_rows = 0;
    std::vector<std::string> report_codes = {};   // likewise of a table of its own for errors in reports
    std::size_t reports_max = 100;                // in one request

    // Adds the provider's proof of authenticity to a request whose other parts are complete. Null: the provider has none
    // (documented), and every report comes by a verified path.
    std::function<void(WebhookRequest& request, const providers::ProviderConfig& config, WallTime now)> sign =
        {};
    bool signature_has_time = true;         // an old one is refused with signature_expired
    bool signs_body = true;                 // a body that was changed on its way is refused
    bool signs_url = false;                 // likewise the URL
    bool believes_without_secret = false;   // documented: without a webhook_secret unsigned reports count
    bool key_in_config = true;              // what verifies it is one of the configuration's secrets
};

// "SmstoolsClient": the case's own name, else its type and api.
std::string name_of(const ProviderCase& one);
void PrintTo(const ProviderCase& one, std::ostream* out);

// All of them: every type of provider_types() has one, and a test holds that. Made once; tests share them, as gtest copies a
// test's parameter several times.
using SharedCase = std::shared_ptr<const ProviderCase>;
const std::vector<SharedCase>& provider_cases();

// What is submitted: to +31612345678, from AcmeInc, "Hello", as a_submit() of provider_fixtures.hpp has it.
SubmitRequest conformance_submit();
// Ten segments with everything that an encoding can get wrong; UCS-2 and GSM-7.
SubmitRequest conformance_submit_unicode();
SubmitRequest conformance_submit_long();

// Does the request carry exactly this text? As ProviderCase::read_text says when that is null.
bool carries(const SeenRequest& request, const std::string& text);

// Outcomes and news in the notation of the rows.
std::string outcome_text(const SubmitOutcome& outcome);
std::string report_text(const DeliveryReport& report);
std::string mo_text(const MoMessage& mo);
// What differs between the rows' notation and what was read, for a person; empty: nothing does.
std::string report_difference(const std::string& expected, const std::vector<DeliveryReport>& reports);
std::string mo_difference(const std::string& expected, const std::vector<MoMessage>& inbound);

// The code as it stands behind "<type>_" in an error.
std::string code_word(std::string code);
// The column `code` or `word` of a provider's table.
template <class Rows>
std::vector<std::string> codes_of(const Rows& rows) {
    std::vector<std::string> codes;
    for (const auto& row : rows) codes.emplace_back(row.code);
    return codes;
}
template <class Rows>
std::vector<std::string> words_of(const Rows& rows) {
    std::vector<std::string> words;
    for (const auto& row : rows) words.emplace_back(row.word);
    return words;
}

// Is `word` a whole value, in quotes or between the delimiters of JSON, forms and XML, in this text?
bool holds_value(const std::string& text, const std::string& word);

// The providers' cases, one function each, in tests/support/conformance_<type>.cpp.
ProviderCase messagebird_case();
ProviderCase smstools_client_case();
ProviderCase smstools_bearer_case();
ProviderCase sandbox_case();
ProviderCase plivo_case();
ProviderCase infobip_case();
ProviderCase sinch_case();
ProviderCase telnyx_case();
ProviderCase twilio_case();
ProviderCase aws_case();
ProviderCase http_form_case();
ProviderCase http_json_case();
ProviderCase vonage_messages_case();
ProviderCase vonage_sms_case();

}   // namespace smsgw::test
