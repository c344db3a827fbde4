// CAPTCHA verifiers against a scripted service and one ledger, under a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/time_text.hpp"
#include "captcha/siteverify.hpp"
#include "http/form.hpp"
#include "support/client_fixture.hpp"
#include "support/fake_token_ledger.hpp"
#include "support/wait_until.hpp"

namespace smsgw::test {

class SiteVerifyTest : public testing::Test {
protected:
    SiteVerifyTest() {
        config.service = captcha::Service::turnstile;
        config.secret = Secret("the-secret");
        config.hostnames = {"www.example.com"};
        config.action = "send_code";
        config.verify_url = server.url("/siteverify");
        server.otherwise() = good();
    }

    Script good() const { return Script::answer(200, body()); }
    // A good answer's body, shown so long ago.
    std::string body(const std::string& success = "true", const std::string& hostname = "www.example.com",
                     const std::string& action = "send_code", Millis ago = std::chrono::seconds{5}) const {
        return R"({"success":)" + success + R"(,"hostname":")" + hostname + R"(","action":")" + action +
               R"(","challenge_ts":")" + to_rfc3339(clock.wall - ago) + R"("})";
    }

    std::unique_ptr<captcha::SiteVerify> a_verifier() {
        return std::make_unique<captcha::SiteVerify>(io.get_executor(), clock, ledger, config,
                                                     http::ClientReach{loopback_only});
    }
    static CaptchaQuestion a_question(std::string token = "0.a-token") {
        return {Secret(std::move(token)), "192.0.2.7", AccountId("shop")};
    }
    static std::string text_of(const CaptchaAnswer& answer) {
        constexpr std::string_view verdicts[] = {"passed", "refused", "unavailable"};
        std::string text(verdicts[static_cast<std::size_t>(answer.verdict)]);
        return answer.reason.empty() ? text : text + " " + answer.reason;
    }

    std::string verify(captcha::SiteVerify& verifier, std::string token = "0.a-token") {
        const log::Capture capture(lines);
        return text_of(run_task(io, verifier.verify(a_question(std::move(token)))));
    }
    // By a verifier of its own, each time with another token.
    std::string verify() {
        const auto verifier = a_verifier();
        auto said = verify(*verifier, "0.token-" + std::to_string(++tokens));
        verifier->close();
        drive(io);
        return said;
    }
    // The same, while every try of the service is silent: time passes as each arrives.
    std::string verify_in_vain(std::size_t tries) {
        const log::Capture capture(lines);
        const auto verifier = a_verifier();
        std::optional<CaptchaAnswer> answer;
        const auto before = server.seen().size();
        asio::co_spawn(io, keep_value(verifier->verify(a_question()), answer), [](std::exception_ptr) {});
        for (std::size_t i = 1; i <= tries; ++i) {
            if (!wait_until(io, [&] { return server.seen().size() == before + i; })) return "not asked";
            clock.advance(config.timeout);
        }
        if (!wait_until(io, [&] { return answer.has_value(); })) return "no answer";
        verifier->close();
        drive(io);
        return text_of(*answer);
    }

    // What the service was sent, by number.
    std::string sent(std::size_t number, std::string_view field) const {
        const auto form = http::read_form(server.seen().at(number).body);
        return std::string(http::find_header(form.value(), field));
    }
    std::size_t asked() const { return server.seen().size(); }

    asio::io_context io;
    FakeClock clock;
    FakeTokenLedger ledger{clock};
    ScriptedServer server{io};
    captcha::CaptchaConfig config;
    std::string lines;   // of the log
    int tokens = 0;
};

}   // namespace smsgw::test
