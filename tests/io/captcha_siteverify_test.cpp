// CAPTCHA tokens against a scripted service: whatever it does, only what has earned it passes, and nothing passes twice.
#include "support/captcha_fixture.hpp"

#include <boost/asio/co_spawn.hpp>

namespace smsgw::captcha {
namespace {

using namespace std::chrono_literals;
using test::Script;

class CaptchaVerifies : public test::SiteVerifyTest {};

TEST_F(CaptchaVerifies, PassesWhatTheServicePasses) {
    EXPECT_EQ(verify(), "passed");
    ASSERT_EQ(asked(), 1U);
    EXPECT_EQ(server.seen()[0].method, "POST");
    EXPECT_EQ(server.seen()[0].target, "/siteverify");
    EXPECT_EQ(server.seen()[0].header("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(sent(0, "secret"), "the-secret");
    EXPECT_EQ(sent(0, "response"), "0.token-1");
    EXPECT_EQ(sent(0, "remoteip"), "192.0.2.7");
    EXPECT_EQ(sent(0, "sitekey"), "");
    EXPECT_EQ(sent(0, "idempotency_key").size(), 36U);
}

TEST_F(CaptchaVerifies, AsksHcaptchaForItsSitekey) {
    config.service = Service::hcaptcha;
    config.action.clear();
    config.sitekey = "the-site";
    EXPECT_EQ(verify(), "passed");
    EXPECT_EQ(sent(0, "sitekey"), "the-site");
    EXPECT_EQ(sent(0, "idempotency_key"), "");
}

TEST_F(CaptchaVerifies, AsksRecaptchaForNothingElse) {
    config.service = Service::recaptcha;
    EXPECT_EQ(verify(), "passed");
    EXPECT_EQ(server.seen()[0].body, "secret=the-secret&response=0.token-1&remoteip=192.0.2.7");
}

TEST_F(CaptchaVerifies, EscapesWhatItSends) {
    const auto verifier = a_verifier();
    EXPECT_EQ(verify(*verifier, "a&secret=b+c%=d"), "passed");
    EXPECT_EQ(sent(0, "response"), "a&secret=b+c%=d");
    EXPECT_EQ(sent(0, "secret"), "the-secret");
}

TEST_F(CaptchaVerifies, SendsNoAddressThatItDoesNotKnow) {
    const auto verifier = a_verifier();
    auto question = a_question();
    question.end_user_ip.clear();
    EXPECT_EQ(text_of(test::run_task(io, verifier->verify(std::move(question)))), "passed");
    EXPECT_EQ(server.seen()[0].body.find("remoteip"), std::string::npos);
}

TEST_F(CaptchaVerifies, PassesNothingThatHasNotEarnedIt) {
    const std::string good_body = body();
    const struct {
        Script script;
        const char* verdict;
    } rows[] = {
        {Script::answer(200, body("false")), "refused forged"},
        {Script::answer(200, body("\"true\"")), "unavailable answer_malformed"},
        {Script::answer(200, body("true", "evil.example.net")), "refused hostname"},
        {Script::answer(200, body("true", "www.example.com", "log_in")), "refused action"},
        {Script::answer(200, body("true", "www.example.com", "send_code", 301s)), "refused too_old"},
        {Script::answer(200, body("true", "www.example.com", "send_code", -61s)), "refused future"},
        {Script::answer(200, R"({"success":true})"), "refused hostname"},
        {Script::answer(200, R"({"success":false,"error-codes":["timeout-or-duplicate"]})"),
         "refused used_or_expired"},
        {Script::answer(200, ""), "unavailable answer_malformed"},
        {Script::answer(200, "<html><body>success</body></html>", {{"Content-Type", "text/html"}}),
         "unavailable answer_malformed"},
        {Script::answer(200, good_body.substr(0, 40)), "unavailable answer_malformed"},
        {Script::answer(200, good_body + std::string(16 * 1024, ' ')), "unavailable response_too_large"},
        {Script::answer(302, good_body, {{"Location", server.url("/elsewhere")}}), "unavailable http_302"},
        {Script::answer(400, good_body), "unavailable http_400"},
        {Script::answer(429, good_body), "unavailable http_429"},
        {Script::answer(502, good_body), "unavailable http_502"},
        {Script::raw("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + good_body, Script::Then::close),
         "unavailable connection_lost"},
        {Script::raw("SSH-2.0-OpenSSH_9.2\r\n\r\n", Script::Then::close), "unavailable response_malformed"},
        {Script::close(), "unavailable connection_lost"},
        {Script::reset(), "unavailable connection_lost"},
    };
    for (const auto& row : rows) {
        server.otherwise() = row.script;
        EXPECT_EQ(verify(), row.verdict) << row.script.bytes.substr(0, 200);
    }
    for (const auto& request : server.seen())
        EXPECT_EQ(request.target, "/siteverify");   // no redirect is followed
}

TEST_F(CaptchaVerifies, AsksNobodyAboutWhatCannotBeAToken) {
    const auto verifier = a_verifier();
    for (const auto& token : {std::string(), std::string(2049, 'a'), std::string("a b"), std::string("a\nb"),
                              std::string("\xc3\xa9"), std::string("a\0b", 3), std::string("a\x7f")})
        EXPECT_EQ(verify(*verifier, token), "refused token_malformed");
    EXPECT_EQ(asked(), 0U);
    EXPECT_TRUE(ledger.claimed.empty());
    EXPECT_EQ(verify(*verifier, std::string(2048, 'a')), "passed");
}

TEST_F(CaptchaVerifies, PassesATokenOnceWhoeverIsShownItAgain) {
    const auto here = a_verifier();
    const auto there = a_verifier();   // another replica, with the same ledger
    EXPECT_EQ(verify(*here), "passed");
    EXPECT_EQ(verify(*here), "refused replayed");
    EXPECT_EQ(verify(*there), "refused replayed");
    EXPECT_EQ(asked(), 1U);
    // and when it would be forgotten it is too old by far
    clock.advance(remembered);
    server.otherwise() = Script::answer(200, body("true", "www.example.com", "send_code", remembered));
    EXPECT_EQ(verify(*there), "refused too_old");
}

TEST_F(CaptchaVerifies, PassesOneOfTwoAtTheSameTime) {
    const auto here = a_verifier();
    const auto there = a_verifier();
    std::optional<CaptchaAnswer> first;
    std::optional<CaptchaAnswer> second;
    asio::co_spawn(io, test::keep_value(here->verify(a_question()), first), [](std::exception_ptr) {});
    asio::co_spawn(io, test::keep_value(there->verify(a_question()), second), [](std::exception_ptr) {});
    ASSERT_TRUE(test::wait_until(io, [&] { return first.has_value() && second.has_value(); }));
    EXPECT_EQ(text_of(*first), "passed");
    EXPECT_EQ(text_of(*second), "refused replayed");
    EXPECT_EQ(asked(), 1U);
}

TEST_F(CaptchaVerifies, PassesNothingWithoutItsLedger) {
    for (const auto on_outage : {OnOutage::deny, OnOutage::allow}) {
        config.on_outage = on_outage;
        for (const auto failure : {Errc::storage_unavailable, Errc::storage_full}) {
            ledger.failure = failure;
            EXPECT_EQ(verify(), "unavailable ledger");
        }
    }
    EXPECT_EQ(asked(), 0U);
}

TEST_F(CaptchaVerifies, AsksOnceMoreUnderTheSameIdempotencyKey) {
    for (const auto& failure :
         {Script::answer(502, ""), Script::reset(), Script::close(),
          Script::answer(200, R"({"success":false,"error-codes":["internal-error"]})")}) {
        const auto before = asked();
        server.script() = {failure, good()};
        EXPECT_EQ(verify(), "passed");
        ASSERT_EQ(asked(), before + 2);
        EXPECT_EQ(server.seen()[before].body, server.seen()[before + 1].body);
        EXPECT_EQ(sent(before, "idempotency_key").size(), 36U);
    }
    // each question has its own
    EXPECT_NE(sent(0, "idempotency_key"), sent(2, "idempotency_key"));
}

TEST_F(CaptchaVerifies, AsksNoThirdTime) {
    server.script() = {Script::answer(503, ""), Script::answer(503, "")};
    EXPECT_EQ(verify(), "unavailable http_503");
    EXPECT_EQ(asked(), 2U);
}

TEST_F(CaptchaVerifies, AsksNoSecondTimeAboutWhatWasSaid) {
    server.script() = {Script::answer(200, body("false"))};
    EXPECT_EQ(verify(), "refused forged");
    EXPECT_EQ(asked(), 1U);
}

// The first try may have used the token up, and the second would be told that it is a replay.
TEST_F(CaptchaVerifies, AsksASecondTimeOnlyWhereThatCannotCostTheToken) {
    config.service = Service::recaptcha;
    server.script() = {Script::answer(502, "")};
    EXPECT_EQ(verify(), "unavailable http_502");
    EXPECT_EQ(asked(), 1U);
}

TEST_F(CaptchaVerifies, AsksASecondTimeWhereNobodyHasHeardTheFirst) {
    config.service = Service::recaptcha;
    config.verify_url = "https" + server.url("/siteverify").substr(4);   // what answers there knows no TLS
    server.on_accept() = test::ScriptedServer::OnAccept::reset;
    EXPECT_TRUE(verify().starts_with("unavailable "));
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(CaptchaVerifies, WaitsNoLongerThanItsTimeoutForEachTry) {
    server.otherwise() = Script::hang();
    EXPECT_EQ(verify_in_vain(2), "unavailable timeout");
    EXPECT_EQ(asked(), 2U);
}

TEST_F(CaptchaVerifies, WaitsNoLongerForHalfAnAnswer) {
    server.otherwise() = Script::raw("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{", Script::Then::hang);
    EXPECT_EQ(verify_in_vain(2), "unavailable timeout");
}

TEST_F(CaptchaVerifies, KeepsWhatItAskedInVainForUsed) {
    server.otherwise() = Script::answer(502, "");
    const auto verifier = a_verifier();
    EXPECT_EQ(verify(*verifier), "unavailable http_502");
    server.otherwise() = good();
    EXPECT_EQ(verify(*verifier), "refused replayed");
    EXPECT_EQ(verify(*verifier, "another"), "passed");
}

}   // namespace
}   // namespace smsgw::captcha
