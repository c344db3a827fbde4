// The table of HTTP statuses and the reading of Retry-After.
#include "providers/classify.hpp"

#include <time.h>   // strptime and timegm are POSIX: <ctime> does not promise them

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

namespace smsgw::providers {
namespace {

using std::chrono::seconds;

constexpr seconds retry_after_min{1};
constexpr seconds retry_after_max{
    3600};   // longer than that, and the throttle has more to say than the provider

enum class Verdict { not_accepted, throttled, refused_message, refused_provider };

struct Row {
    int status;
    Verdict verdict;
};

// Only what proves that nothing was accepted. Every status without a row is Ambiguous: 500, 502 and 504 come from
// servers that may have taken the message before they failed, and an unlisted 4xx or a redirect promises nothing.
constexpr Row
    rows[] =
        {
            {400, Verdict::refused_message},
            {401, Verdict::refused_provider},   // our credentials: other messages would fare no better here
            {402, Verdict::refused_provider},   // our credit
            {403, Verdict::refused_provider},
            {404, Verdict::refused_message},
            {405, Verdict::refused_message},
            {408, Verdict::not_accepted},   // the server gave up waiting for the request (RFC 9110, 15.5.9)
            {410, Verdict::refused_message},
            {413, Verdict::refused_message},
            {415, Verdict::refused_message},
            {422, Verdict::refused_message},
            {429, Verdict::throttled},
};

std::optional<seconds> read_seconds(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    long long value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    // Digits that do not fit are still a wish for a long wait.
    return parsed.ec == std::errc{} ? seconds{value} : retry_after_max;
}

// The three notations that RFC 9110, 5.6.7 obliges a recipient to read.
std::optional<seconds> read_http_date(std::string_view text) {
    const std::string copy(text);
    for (const char* format :
         {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
        tm parts{};
        const char* end = strptime(copy.c_str(), format, &parts);
        if (end != nullptr && *end == '\0') return seconds{timegm(&parts)};
    }
    return std::nullopt;
}

std::optional<seconds> read_wait(const http::ClientResponse& response) {
    const auto value = response.header("Retry-After");
    if (const auto count = read_seconds(value)) return count;
    const auto until = read_http_date(value);
    const auto now = read_http_date(response.header("Date"));
    if (!until || !now) return std::nullopt;
    return *until - *now;
}

constexpr std::size_t code_bytes_max = 48;

std::string code_word(std::string_view code) {
    std::string word(code.substr(0, code_bytes_max));
    for (char& c : word)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
    return word;
}

}   // namespace

std::optional<Millis> read_retry_after(const http::ClientResponse& response) {
    const auto wait = read_wait(response);
    if (!wait) return std::nullopt;
    return std::clamp(*wait, retry_after_min, retry_after_max);
}

SubmitOutcome classify_failure(const http::ClientFailure& failure) {
    auto error = error_name(failure.error);
    if (failure.sent == http::Sent::nothing_acted_on) return NotAccepted{std::move(error), std::nullopt};
    return Ambiguous{std::move(error)};
}

SubmitOutcome classify_status(const http::ClientResponse& response) {
    if (response.status >= 200 && response.status < 300) return Accepted{};
    auto error = "http_" + std::to_string(response.status);
    const auto wait = read_retry_after(response);
    // A 503 that says when to come back comes from a gate in front of the service; without it, it may be anything.
    if (response.status == 503 && wait) return NotAccepted{std::move(error), wait};
    for (const auto& row : rows) {
        if (row.status != response.status) continue;
        switch (row.verdict) {
            case Verdict::not_accepted:
                return NotAccepted{std::move(error), wait};
            case Verdict::throttled:
                return NotAccepted{std::move(error), wait, NotAccepted::Cause::throttled};
            case Verdict::refused_message:
                return Refused{std::move(error), Refused::Scope::message};
            case Verdict::refused_provider:
                return Refused{std::move(error), Refused::Scope::provider};
        }
    }
    return Ambiguous{std::move(error)};
}

SubmitOutcome outcome_of(ErrorClass error_class, std::string error, const http::ClientResponse& response) {
    switch (error_class) {
        case ErrorClass::perm:
            return Refused{std::move(error), Refused::Scope::message};
        case ErrorClass::opt_out:
            return Refused{std::move(error), Refused::Scope::message, RecipientFault::opted_out};
        case ErrorClass::invalid:
            return Refused{std::move(error), Refused::Scope::message, RecipientFault::invalid};
        case ErrorClass::auth:
        case ErrorClass::balance:
            return Refused{std::move(error), Refused::Scope::provider};
        case ErrorClass::throttle:
            return NotAccepted{std::move(error), read_retry_after(response), NotAccepted::Cause::throttled};
        case ErrorClass::transient:
            return NotAccepted{std::move(error), read_retry_after(response)};
        case ErrorClass::ambiguous:
            break;
    }
    return Ambiguous{std::move(error)};
}

SubmitOutcome classify_code(std::string_view provider_type, std::string_view code,
                            std::span<const ErrorRow> rows, const http::ClientResponse& response) {
    auto error = std::string(provider_type) + "_" + code_word(code);
    for (const auto& row : rows)
        if (row.code == code) return outcome_of(row.error_class, std::move(error), response);
    auto outcome = classify_status(response);
    if (std::holds_alternative<Accepted>(outcome)) return Ambiguous{std::move(error)};
    if (auto* not_accepted = std::get_if<NotAccepted>(&outcome)) not_accepted->error = std::move(error);
    if (auto* refused = std::get_if<Refused>(&outcome)) refused->error = std::move(error);
    if (auto* ambiguous = std::get_if<Ambiguous>(&outcome)) ambiguous->error = std::move(error);
    return outcome;
}

ProviderCheck check_of(const SubmitOutcome& outcome, std::string passed) {
    struct Error {
        // A page of some other server has a 2xx as well.
        std::string operator()(const Accepted& one) const {
            return one.ids.empty() ? "answer_malformed" : "";
        }
        std::string operator()(const NotAccepted& one) const { return one.error; }
        std::string operator()(const Refused& one) const { return one.error; }
        std::string operator()(const Ambiguous& one) const { return one.error; }
    };
    auto error = std::visit(Error{}, outcome);
    if (error.empty()) return {ProviderCheck::Verdict::passed, std::move(passed)};
    return {ProviderCheck::Verdict::failed, std::move(error)};
}

FeedbackOutcome feedback_of(const http::ClientResult& result) {
    if (result.has_error()) return FeedbackFailed{error_name(result.error().error)};
    if (result->status >= 200 && result->status < 300) return FeedbackTaken{};
    return FeedbackFailed{"http_" + std::to_string(result->status)};
}

}   // namespace smsgw::providers
