// What the answers of CAPTCHA services mean.
#include <gtest/gtest.h>

#include "base/time_text.hpp"
#include "captcha/judge.hpp"
#include "captcha/siteverify.hpp"

namespace smsgw::captcha {
namespace {

using namespace std::chrono_literals;

constexpr WallTime now{Millis(1'767'323'045'000)};   // 2026-01-02T03:04:05Z

CaptchaConfig config_of(Service service) {
    CaptchaConfig config;
    config.service = service;
    config.hostnames = {"www.example.com", "shop.example.com"};
    if (service != Service::hcaptcha) config.action = "send_code";
    return config;
}

std::string text_of(const Judgement& judgement) {
    constexpr std::string_view kinds[] = {"passed", "refused", "outage", "unclear", "misconfigured"};
    std::string text(kinds[static_cast<std::size_t>(judgement.kind)]);
    return judgement.reason.empty() ? text : text + " " + judgement.reason;
}

std::string judged(const std::string& body, const CaptchaConfig& config = config_of(Service::turnstile),
                   int status = 200) {
    return text_of(judge({.status = status, .headers = {}, .body = body}, config, now));
}

// A good answer of each service, with one member replaced, or left out when its value is empty.
std::string answer(Service service, const std::string& member = "", const std::string& value = "") {
    std::vector<std::pair<std::string, std::string>> members = {{"success", "true"},
                                                                {"hostname", "\"www.example.com\""},
                                                                {"challenge_ts", "\"2026-01-02T03:04:00Z\""}};
    if (service != Service::hcaptcha) members.emplace_back("action", "\"send_code\"");
    if (service == Service::recaptcha) members.emplace_back("score", "0.9");
    std::string body;
    for (const auto& [name, usual] : members) {
        const auto& said = name == member ? value : usual;
        if (!said.empty()) body += (body.empty() ? "{\"" : ",\"") + name + "\":" + said;
    }
    return body + "}";
}

constexpr Service services[] = {Service::turnstile, Service::hcaptcha, Service::recaptcha};

TEST(CaptchaJudge, PassesAGoodAnswerOfEachService) {
    for (const auto service : services) EXPECT_EQ(judged(answer(service), config_of(service)), "passed");
}

struct Row {
    const char* name;
    const char* member;
    const char* value;   // empty: absent
    const char* judgement;
};
constexpr Row rows[] = {
    {"NoSuccess", "success", "", "unclear answer_malformed"},
    {"SuccessAsText", "success", "\"true\"", "unclear answer_malformed"},
    {"SuccessAsNumber", "success", "1", "unclear answer_malformed"},
    {"SuccessAsNull", "success", "null", "unclear answer_malformed"},
    {"Forged", "success", "false", "refused forged"},
    {"NoHostname", "hostname", "", "refused hostname"},
    {"HostnameAsNull", "hostname", "null", "refused hostname"},
    {"HostnameAsNumber", "hostname", "7", "unclear answer_malformed"},
    {"OtherHostname", "hostname", "\"evil.example.net\"", "refused hostname"},
    {"HostnameThatBeginsTheSame", "hostname", "\"www.example.com.evil.net\"", "refused hostname"},
    {"HostnameThatEndsTheSame", "hostname", "\"evil.www.example.com\"", "refused hostname"},
    {"EmptyHostname", "hostname", "\"\"", "refused hostname"},
    {"SecondHostname", "hostname", "\"shop.example.com\"", "passed"},
    {"HostnameInCapitals", "hostname", "\"WWW.Example.com\"", "passed"},
    {"NoTime", "challenge_ts", "", "refused challenge_ts"},
    {"TimeThatIsNone", "challenge_ts", "\"yesterday\"", "refused challenge_ts"},
    {"TimeAsNumber", "challenge_ts", "1767323045", "unclear answer_malformed"},
};

class JudgeRow : public testing::TestWithParam<Row> {};
INSTANTIATE_TEST_SUITE_P(Captcha, JudgeRow, testing::ValuesIn(rows),
                         [](const auto& tested) { return tested.param.name; });

TEST_P(JudgeRow, MeansTheSameForEveryService) {
    const auto& row = GetParam();
    for (const auto service : services)
        EXPECT_EQ(judged(answer(service, row.member, row.value), config_of(service)), row.judgement);
}

TEST(CaptchaJudge, WantsTheActionWhereOneIsConfigured) {
    for (const auto service : {Service::turnstile, Service::recaptcha}) {
        auto config = config_of(service);
        EXPECT_EQ(judged(answer(service, "action", "\"log_in\""), config), "refused action");
        EXPECT_EQ(judged(answer(service, "action", ""), config), "refused action");
        EXPECT_EQ(judged(answer(service, "action", "[\"send_code\"]"), config), "unclear answer_malformed");
        config.action.clear();
        EXPECT_EQ(judged(answer(service, "action", "\"log_in\""), config), "passed");
        EXPECT_EQ(judged(answer(service, "action", ""), config), "passed");
    }
}

TEST(CaptchaJudge, WantsTheScoreWhereThereIsOne) {
    auto config = config_of(Service::recaptcha);
    EXPECT_EQ(judged(answer(Service::recaptcha, "score", "0.5"), config), "passed");
    EXPECT_EQ(judged(answer(Service::recaptcha, "score", "0.49"), config), "refused score");
    EXPECT_EQ(judged(answer(Service::recaptcha, "score", "0"), config), "refused score");
    EXPECT_EQ(judged(answer(Service::recaptcha, "score", ""), config), "passed");   // v2
    EXPECT_EQ(judged(answer(Service::recaptcha, "score", "\"0.9\""), config), "unclear answer_malformed");
    config.score_min = 0.95;
    EXPECT_EQ(judged(answer(Service::recaptcha), config), "refused score");
}

TEST(CaptchaJudge, PassesNoChallengeThatIsOldOrOfTheFuture) {
    for (const auto service : services) {
        const auto age_max = row_of(service).age_max;
        const auto shown = [&](WallTime at) {
            return judged(answer(service, "challenge_ts", '"' + to_rfc3339(at) + '"'), config_of(service));
        };
        EXPECT_EQ(shown(now - age_max), "passed");
        EXPECT_EQ(shown(now - age_max - 1ms), "refused too_old");
        EXPECT_EQ(shown(now + ahead_max), "passed");
        EXPECT_EQ(shown(now + ahead_max + 1ms), "refused future");
        // A token is remembered for longer than it could pass.
        EXPECT_LT(age_max + ahead_max, remembered);
    }
    EXPECT_EQ(row_of(Service::turnstile).age_max, 300s);
    EXPECT_EQ(row_of(Service::hcaptcha).age_max, 300s);
    EXPECT_EQ(row_of(Service::recaptcha).age_max, 120s);
}

TEST(CaptchaJudge, ReadsWhyTheServiceSaidNo) {
    const auto no = [](const std::string& codes) {
        return judged("{\"success\":false,\"error-codes\":" + codes + "}");
    };
    EXPECT_EQ(no(R"(["invalid-input-response"])"), "refused forged");
    EXPECT_EQ(no(R"(["bad-request"])"), "refused forged");
    EXPECT_EQ(no(R"(["timeout-or-duplicate"])"), "refused used_or_expired");
    EXPECT_EQ(no(R"(["invalid-or-already-seen-response"])"), "refused used_or_expired");
    EXPECT_EQ(no(R"(["sitekey-secret-mismatch"])"), "refused sitekey");
    EXPECT_EQ(no(R"(["internal-error"])"), "outage internal_error");
    EXPECT_EQ(no(R"(["invalid-input-response","invalid-input-secret"])"), "misconfigured secret");
    EXPECT_EQ(no(R"("invalid-input-secret")"), "refused forged");
    EXPECT_EQ(no("[7]"), "refused forged");
    EXPECT_EQ(no("null"), "refused forged");
}

TEST(CaptchaJudge, PassesNothingThatIsNotStrictJson) {
    const auto good = answer(Service::turnstile);
    EXPECT_EQ(judged(""), "unclear answer_malformed");
    EXPECT_EQ(judged("<!doctype html><title>ok</title>"), "unclear answer_malformed");
    EXPECT_EQ(judged("true"), "unclear answer_malformed");
    EXPECT_EQ(judged("[" + good + "]"), "unclear answer_malformed");
    EXPECT_EQ(judged(good.substr(0, good.size() - 1)), "unclear answer_malformed");
    EXPECT_EQ(judged(good + good), "unclear answer_malformed");
    EXPECT_EQ(judged("{\"success\":false," + good.substr(1)), "unclear answer_malformed");   // said twice
}

TEST(CaptchaJudge, PassesNothingButA200) {
    const auto good = answer(Service::turnstile);
    for (const int status : {201, 204, 301, 302, 307, 401, 403, 404})
        EXPECT_EQ(judged(good, config_of(Service::turnstile), status),
                  "misconfigured http_" + std::to_string(status));
    for (const int status : {400, 429}) EXPECT_EQ(judged("", config_of(Service::turnstile), status), "unclear http_" + std::to_string(status));
    for (const int status : {500, 502, 503, 504})
        EXPECT_EQ(judged(good, config_of(Service::turnstile), status),
                  "outage http_" + std::to_string(status));
    // A token that makes the service complain does not make an outage.
    EXPECT_EQ(
        judged(R"({"success":false,"error-codes":["bad-request"]})", config_of(Service::turnstile), 400),
        "refused forged");
}

}   // namespace
}   // namespace smsgw::captcha
