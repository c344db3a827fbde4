// See vonage_sms.hpp.
#include "providers/vonage_sms.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/time_text.hpp"
#include "http/form.hpp"
#include "providers/basic_auth.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/vonage_problem.hpp"
#include "providers/vonage_signature.hpp"
#include "providers/vonage_table.hpp"

namespace smsgw::providers::vonage {
namespace {

using std::chrono::seconds;

constexpr Millis wait_max = std::chrono::hours{1};
constexpr std::size_t parts_max =
    255;   // what joins segments counts them in one byte (3GPP TS 23.040, 9.2.3.24.1)
constexpr std::size_t callback_bytes_max = 100;
// Vonage's documents have said 40 and say reference_bytes_max: what the first one allows is safe, what the second one allows
// is better than no reference at all.
constexpr std::size_t reference_bytes_safe = 40;

constexpr std::string_view submit_path = "/sms/json";

// Conversions go to another host than messages: api.nexmo.com beside rest.nexmo.com, and so in the regions.
std::string conversion_url(const ProviderConfig& config) {
    constexpr std::string_view submit_host = "://rest";
    auto url = url_of(config, sms_base_url, submit_path);
    url.resize(url.size() - submit_path.size());
    const auto at = url.find(submit_host);
    if (at != std::string::npos && url.ends_with(".nexmo.com")) url.replace(at, submit_host.size(), "://api");
    return url + "/conversions/sms";
}

// "2026-01-02 03:04:05" in UTC.
std::string conversion_time(WallTime at) {
    const auto text = to_rfc3339(at);
    return text.substr(0, 10) + " " + text.substr(11, 8);
}

void add_references(std::vector<http::Header>& form, const SubmitRequest& submit) {
    const bool has_callback = !submit.report_url.empty() && submit.report_url.size() <= callback_bytes_max;
    if (has_callback) form.emplace_back("callback", submit.report_url);
    const auto max = has_callback ? reference_bytes_safe : reference_bytes_max;
    if (!submit.ref.empty() && submit.ref.size() <= max) form.emplace_back("client-ref", submit.ref);
}

// "Throughput Rate Exceeded - please wait [ 702 ] and retry": milliseconds.
std::optional<Millis> wait_in(std::string_view text) {
    const auto open = text.find('[');
    const auto close = text.find(']', std::min(open, text.size()));
    if (close == std::string_view::npos) return std::nullopt;
    auto number = text.substr(open + 1, close - open - 1);
    while (number.starts_with(' ')) number.remove_prefix(1);
    while (number.ends_with(' ')) number.remove_suffix(1);
    int wait = 0;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), wait);
    if (parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size() || wait < 1)
        return std::nullopt;
    return std::min(Millis{wait}, wait_max);
}

SubmitOutcome refusal_of(const Json& part, const http::ClientResponse& response) {
    const auto status = text_member(part, "status");
    auto outcome = classify_code("vonage", status.empty() ? "no_status" : status, sms_error_rows, response);
    auto* not_accepted = std::get_if<NotAccepted>(&outcome);
    if (not_accepted != nullptr && !not_accepted->retry_after)
        not_accepted->retry_after = wait_in(text_member(part, "error-text"));
    return outcome;
}

// What the entries of an answer come to.
struct Tally {
    Accepted accepted;
    std::size_t parts_accepted = 0;
    std::size_t parts_priced = 0;
    std::int64_t micros = 0;
    int parts_refused = 0;
    std::optional<SubmitOutcome> refusal;   // the first, unless a later one is less certain
};

void take(Tally& tally, const Json& part) {
    ++tally.parts_accepted;
    if (auto id = text_member(part, "message-id"); is_id(id) && tally.accepted.ids.size() < parts_max)
        tally.accepted.ids.emplace_back(std::move(id));
    if (const auto micros = read_micros(text_member(part, "message-price"))) {
        ++tally.parts_priced;
        tally.micros += *micros;
    }
}

void refuse(Tally& tally, SubmitOutcome outcome) {
    ++tally.parts_refused;
    const bool is_worse = std::holds_alternative<Ambiguous>(outcome) && tally.refusal &&
                          !std::holds_alternative<Ambiguous>(*tally.refusal);
    if (!tally.refusal || is_worse) tally.refusal = std::move(outcome);
}

std::string error_of(const SubmitOutcome& outcome) {
    if (const auto* refused = std::get_if<Refused>(&outcome)) return refused->error;
    if (const auto* not_accepted = std::get_if<NotAccepted>(&outcome)) return not_accepted->error;
    const auto* ambiguous = std::get_if<Ambiguous>(&outcome);
    return ambiguous == nullptr ? "" : ambiguous->error;
}

}   // namespace

http::ClientRequest build_sms_request(const ProviderConfig& config, const SubmitRequest& submit,
                                      WallTime now) {
    const auto& message = submit.message;
    std::vector<http::Header> form = {{"from", address_of(message.sender.view())},
                                      {"to", std::string(message.to.digits())},
                                      {"text", message.text.reveal()}};
    // Without it, characters beyond GSM-7 are lost.
    if (message.encoding == Encoding::ucs2) form.emplace_back("type", "unicode");
    if (submit.validity > Millis{0})
        form.emplace_back("ttl", std::to_string(std::clamp(submit.validity, ttl_min, ttl_max).count()));
    add_references(form, submit);

    http::ClientRequest request;
    request.url = url_of(config, sms_base_url, submit_path);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    if (config.settings.has("api_secret")) {
        request.headers.emplace_back(
            "Authorization",
            basic_credentials(config.api_key.reveal(), config.settings.secret("api_secret")));
    } else {
        const auto unix_time = std::chrono::duration_cast<seconds>(now.time_since_epoch());
        form.emplace_back("api_key", config.api_key.reveal());
        form.emplace_back("timestamp", std::to_string(unix_time.count()));
        const auto algorithm = vonage_algorithm(config.settings.text("signature_algorithm"));
        form.emplace_back("sig", vonage_signature(algorithm.value_or(VonageAlgorithm::sha256),
                                                  config.webhook_secret, form));
    }
    request.body = http::write_form(form);
    return request;
}

http::ClientRequest build_conversion_request(const ProviderConfig& config,
                                             const ConversionFeedback& feedback) {
    const std::vector<http::Header> form = {
        {"message-id", feedback.id.str()},
        {"delivered", feedback.outcome == Conversion::converted ? "true" : "false"},
        {"timestamp", conversion_time(feedback.at)},
        {"api_key", config.api_key.reveal()},
        {"api_secret", config.settings.secret("api_secret").reveal()}};
    http::ClientRequest request;
    request.url = conversion_url(config);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = http::write_form(form);
    return request;
}

SubmitOutcome read_sms_answer(const ProviderConfig& config, const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body);
    const auto parts = body && body->is_object() ? body->find("messages") : Json::const_iterator();
    if (!body || !body->is_object() || parts == body->end() || !parts->is_array() || parts->empty())
        return read_problem(body.value_or(Json()), response);

    Tally tally;
    for (const auto& part : *parts) {
        if (text_member(part, "status") == "0")
            take(tally, part);
        else
            refuse(tally, refusal_of(part, response));
    }
    if (tally.parts_accepted == 0) return *tally.refusal;
    if (response.status < 200 || response.status > 299)
        return Ambiguous{"http_" + std::to_string(response.status)};
    if (tally.parts_priced == tally.parts_accepted)
        tally.accepted.price = read_money(micros_text(tally.micros), config.settings.text("currency"));
    tally.accepted.parts_refused = tally.parts_refused;
    if (tally.parts_refused > 0)
        log::error("submit.parts_refused",
                   {log::f(config.id), log::f("parts", tally.parts_refused),
                    log::f("accepted", tally.parts_accepted), log::f("error", error_of(*tally.refusal))});
    return std::move(tally.accepted);
}

}   // namespace smsgw::providers::vonage
