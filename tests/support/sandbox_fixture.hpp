// A simulated operator over real sockets, a provider that submits to it, and a webhook that takes its reports.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/system_clock.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "providers/sandbox.hpp"
#include "providers/sandbox_operator.hpp"
#include "support/fake_clock.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {

using namespace std::chrono_literals;
using namespace providers;

using Story = std::vector<std::string>;

class SandboxFixture : public testing::Test {
protected:
    SandboxFixture()
        : client_(io_.get_executor(), clock_, {}, {allow_loopback}),
          webhook_(io_.get_executor(), clock_, {},
                   {{"POST", "/webhooks/sandbox/{ref}",
                     [this](http::Request request) { return take_report(std::move(request)); }}},
                   no_page) {
        value_of(webhook_.listen({"127.0.0.1", 0}));
        config_.api_key = Secret("key-1");
        config_.webhook_secret = Secret("whsec-1");
        config_.faults.report_delay = 1ms;
        config_.reporter.retry_delay_min = 1ms;
    }

    ~SandboxFixture() override {
        if (operator_) run_task(io_, operator_->stop(0ms));
        run_task(io_, webhook_.stop(0ms));
        client_.close();
        if (submitter_) submitter_->close();
    }

    static bool allow_loopback(const asio::ip::address& address) { return address.is_loopback(); }

    void start() { start(clock_); }

    // An operator whose time is another one's.
    void start(Clock& time) {
        operator_ = std::make_unique<SandboxOperator>(io_.get_executor(), time, client_, config_);
        value_of(operator_->start());
        ProviderConfig config;
        config.id = ProviderId("sandbox");
        config.base_url = url_of(operator_->port());
        config.api_key = Secret("key-1");
        config.webhook_secret = Secret("whsec-1");
        config.dedupe = provider_dedupes_;
        submitter_ = std::make_unique<http::Client>(io_.get_executor(), clock_, submit_limits_,
                                                    http::ClientReach{allow_loopback});
        provider_ = std::make_unique<SandboxProvider>(config, *submitter_);
    }

    static std::string url_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

    Task<http::Response> take_report(http::Request request) {
        WebhookRequest webhook{request.method,       url_of(webhook_.port()) + request.target,
                               request.params.at(0), request.query,
                               request.headers,      request.body};
        const auto read = co_await provider_->read_webhook(std::move(webhook), clock_.wall_now());
        events_.push_back(read.has_error() ? error_name(read.error())
                                           : std::string(to_text(read->reports.at(0).status)));
        if (read.has_value()) reports_.push_back(read->reports.at(0));
        http::Response response;
        response.status = webhook_status_;
        co_return response;
    }

    SubmitRequest submit_to(const std::string& last_digits, const std::string& ref = "m_1.1.sig") {
        auto submit = a_submit("+3161234" + last_digits);
        submit.ref = ref;
        submit.report_url = url_of(webhook_.port()) + "/webhooks/sandbox/" + ref;
        return submit;
    }

    // Polls, because reports come when they come; run_task limits how long.
    Task<> until(std::function<bool()> done) {
        while (!done()) co_await clock_.sleep_until(clock_.mono_now() + 1ms);
    }

    // The outcome of a submit alone, with the made-up id as <id>.
    std::string submit_only(SubmitRequest submit) {
        const auto outcome = text_of(run_task(io_, provider_->submit(std::move(submit))));
        return outcome.starts_with("accepted sb-") ? "accepted <id>" : outcome;
    }

    // The outcome of a submit, with the made-up id as <id>. Returns once so many reports are acknowledged in all.
    Task<std::string> submit_and_wait(SubmitRequest submit, std::size_t reports) {
        auto outcome = text_of(co_await provider_->submit(std::move(submit)));
        if (outcome.starts_with("accepted sb-")) outcome = "accepted <id>";
        events_.push_back(outcome);
        co_await until(
            [this, reports] { return operator_->ledger().counts().reports_acknowledged >= reports; });
        co_return outcome;
    }

    std::string outcome_of(const std::string& last_digits, std::size_t reports) {
        return run_task(io_, submit_and_wait(submit_to(last_digits), reports));
    }

    // What the provider learns about a ref, with the made-up ids as <id>.
    std::string look_up(const std::string& ref) {
        auto outcome = run_task(io_, provider_->look_up({MsgId("m_1"), 1, ref}));
        auto* found = std::get_if<LookupFound>(&outcome);
        if (found != nullptr && found->report.provider_msgid.str().starts_with("sb-")) {
            found->report.provider_msgid = ProviderMsgId("<id>");
            found->ids = {ProviderMsgId("<id>")};
        }
        return text_of(outcome);
    }

    // A request to the operator as somebody else makes it.
    http::ClientResponse ask(std::string method, const std::string& target, std::string body = {},
                             const std::string& key = "key-1") {
        http::ClientRequest request;
        request.method = std::move(method);
        request.url = url_of(operator_->port()) + target;
        request.headers = {{"Authorization", "Bearer " + key}};
        request.body = std::move(body);
        auto answer = run_task(io_, client_.send(std::move(request)));
        if (answer.has_error()) throw std::runtime_error("no answer: " + error_name(answer.error().error));
        return std::move(*answer);
    }

    Story statuses() const {
        Story words;
        for (const auto& report : reports_) words.emplace_back(to_text(report.status));
        return words;
    }

    const LedgerCounts& counts() const { return operator_->ledger().counts(); }

    asio::io_context io_;
    SystemClock clock_;
    FakeClock still_;   // stands until a test moves it
    http::Client client_;
    http::Server webhook_;
    SandboxOperatorConfig config_;
    std::unique_ptr<SandboxOperator> operator_;
    http::ClientLimits submit_limits_;
    std::unique_ptr<http::Client> submitter_;
    std::unique_ptr<SandboxProvider> provider_;
    Story events_;   // outcomes and reports, as they came
    std::vector<DeliveryReport> reports_;
    int webhook_status_ = 200;
    bool provider_dedupes_ = false;
};

}   // namespace smsgw::test
