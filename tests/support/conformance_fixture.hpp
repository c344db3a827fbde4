// One provider of a ProviderCase, made as the gateway makes it, with a real HTTP client against a scripted server.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "providers/registry.hpp"
#include "support/client_fixture.hpp"
#include "support/conformance.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {

class ConformanceTest : public HttpClientTest, public testing::WithParamInterface<SharedCase> {
protected:
    static const ProviderCase& one() { return *GetParam(); }
    static providers::ProviderConfig config_at(const std::string& base_url) {
        auto made = one().config(base_url);
        if (made.id.empty()) made.id = ProviderId("p");
        made.type = one().type;
        return made;
    }

    std::unique_ptr<SmsProvider> provider_of(const providers::ProviderConfig& wanted) {
        if (one().make) return one().make(wanted, client);
        return value_of(providers::make_provider(wanted, client));
    }

    // One submit to its end. What takes longer than the client's budgets is ended by them only when the test lets time
    // pass: see `submit_and_wait_in_vain`.
    SubmitOutcome submit(SubmitRequest request = conformance_submit()) {
        return run_task(io, provider->submit(std::move(request)));
    }

    // A submit whose answer does not come: time passes when the request has arrived.
    SubmitOutcome submit_and_wait_in_vain() {
        const auto before = server.seen().size();
        auto outcome = std::make_shared<std::optional<SubmitOutcome>>();
        asio::co_spawn(io, keep_outcome(*provider, outcome), [](std::exception_ptr) {});
        if (!wait_until(io, [&] { return server.seen().size() > before; }))
            throw std::runtime_error("the request did not come");
        pass(http::ClientLimits{}.read_time_max);
        if (!wait_until(io, [&] { return outcome->has_value(); }))
            throw std::runtime_error("the submit did not end");
        return **outcome;
    }

    // The request of a webhook before it is signed, by the path of conformance_submit()'s ref or by none.
    enum class Path { plain, with_ref };
    WebhookRequest webhook(const ReportRow& row, Path path = Path::plain) const {
        WebhookRequest request;
        request.method = row.method;
        if (path == Path::with_ref || !one().sign) request.ref = conformance_submit().ref;
        request.public_url = "https://sms.example.com/webhooks/" + config.id.str() +
                             (request.ref.empty() ? "" : "/" + request.ref) +
                             (row.query.empty() ? "" : "?" + row.query);
        request.query = row.query;
        request.headers = {{"Host", "sms.example.com"}};
        if (!row.body.empty()) request.headers.emplace_back("Content-Type", row.content_type);
        request.body = row.body;
        return request;
    }

    WebhookRequest signed_webhook(const ReportRow& row, Path path = Path::plain) const {
        auto request = webhook(row, path);
        if (one().sign) one().sign(request, config, clock.wall);
        return request;
    }

    Result<WebhookNews> read(WebhookRequest request, WallTime now) {
        return run_task(io, provider->read_webhook(std::move(request), now));
    }
    Result<WebhookNews> read(WebhookRequest request) { return read(std::move(request), clock.wall); }

    // The first row whose report can be read: what a signature vouches for or not.
    static const ReportRow& a_good_report() {
        for (const auto& row : one().reports)
            if (!row.report.empty() && row.report != "malformed") return row;
        throw std::runtime_error("the case has no report");
    }

    // For rows of AnswerRow: the status of the first one, which is a success.
    static int success_status() { return one().answers.at(0).status; }

    providers::ProviderConfig config = config_at("http://127.0.0.1:" + std::to_string(server.port()));
    std::unique_ptr<SmsProvider> provider = provider_of(config);

private:
    static Task<> keep_outcome(SmsProvider& asked, std::shared_ptr<std::optional<SubmitOutcome>> outcome) {
        auto request = conformance_submit();
        auto answer = co_await asked.submit(std::move(request));
        outcome->emplace(std::move(answer));
    }
};

// Did it say for certain that there is no SMS of it?
inline bool denies(const SubmitOutcome& outcome) {
    return std::holds_alternative<NotAccepted>(outcome) || std::holds_alternative<Refused>(outcome);
}

inline constexpr auto case_name = [](const testing::TestParamInfo<SharedCase>& info) {
    return name_of(*info.param);
};

}   // namespace smsgw::test
