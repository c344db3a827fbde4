// Small builders for the tests of providers/: messages, answers, webhooks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/lookup.hpp"
#include "smsgw/submit.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::test {

inline SubmitRequest a_submit(const std::string& to = "+31612345678") {
    Message message{MsgId("m_1"),
                    AccountId("shop"),
                    *E164Number::parse(to),
                    "NL",
                    Sender("AcmeInc"),
                    SmsText("Hello"),
                    Encoding::gsm7,
                    1,
                    Lane::normal,
                    {},
                    {},
                    {}};
    return {std::move(message), 1, "m_1.1.sig", "https://sms.example.com/webhooks/p/m_1.1.sig", "m_1"};
}

inline http::ClientResponse an_answer(int status, std::string body = {},
                                      std::vector<http::Header> headers = {}) {
    return {status, std::move(headers), std::move(body)};
}

inline http::ClientFailure a_failure(http::Sent sent, Errc error) {
    return {sent, make_error_code(error)};
}

inline WebhookRequest a_webhook(std::string body, std::vector<http::Header> headers = {},
                                std::string ref = {}) {
    return {"POST",         "https://sms.example.com/webhooks/p", std::move(ref), {}, std::move(headers),
            std::move(body)};
}

// An outcome as text, so that a table can hold what is expected of it.
inline std::string text_of(const SubmitOutcome& outcome) {
    struct Writer {
        std::string operator()(const Accepted& accepted) const {
            std::string text = "accepted";
            for (const auto& id : accepted.ids) text += " " + id.str();
            return text;
        }
        std::string operator()(const NotAccepted& not_accepted) const {
            const auto& wait = not_accepted.retry_after;
            return "not accepted " + not_accepted.error +
                   (wait ? " " + std::to_string(wait->count()) + "ms" : "");
        }
        std::string operator()(const Refused& refused) const {
            return (refused.scope == Refused::Scope::message ? "refused message " : "refused provider ") +
                   refused.error;
        }
        std::string operator()(const Ambiguous& ambiguous) const { return "ambiguous " + ambiguous.error; }
    };
    return std::visit(Writer{}, outcome);
}

// "status id ref error" of a report, for comparing whole reports at a glance.
inline std::string text_of(const DeliveryReport& report) {
    return std::string(to_text(report.status)) + " id=" + report.provider_msgid.str() + " ref=" + report.ref +
           " error=" + report.error;
}

// A look-up's outcome as text, likewise.
inline std::string text_of(const LookupOutcome& outcome) {
    if (const auto* failed = std::get_if<LookupFailed>(&outcome)) return "failed " + failed->error;
    const auto* found = std::get_if<LookupFound>(&outcome);
    if (found == nullptr) return "not found";
    std::string text = "found " + text_of(found->report) + " ids=";
    for (const auto& id : found->ids) text += id.str() + ";";
    return text;
}

// What a test's server answers where it has no page.
inline http::Response no_page(Errc code, const std::string&) {
    http::Response response;
    response.status = code == Errc::not_found ? 404 : 500;
    return response;
}

// The name of a row of a table test: every table here has a member `name`.
inline constexpr auto row_name = [](const auto& row) { return row.param.name; };

}   // namespace smsgw::test
