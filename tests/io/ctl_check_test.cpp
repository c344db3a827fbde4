// smsgwctl check against a scripted world: our public address, a provider, Prometheus, a real Redis.
#include "app/ctl_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/check_network.hpp"
#include "support/ctl_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::Script;
using testing::HasSubstr;
using Verdict = CheckVerdict;

class CtlCheck : public test::CtlTest {
protected:
    static providers::ProviderConfig provider(const std::string& id, const std::string& type) {
        providers::ProviderConfig made;
        made.id = ProviderId(id);
        made.type = type;
        return made;
    }
    Verdict webhooks(Script answer) {
        Config config;
        config.webhook.public_url = server.url("");
        config.providers = {provider("vendor", "twilio")};
        server.script() = {std::move(answer)};
        Checklist list;
        run_task(io, check_webhooks(config, context(), list));
        return list.verdict_of("webhooks");
    }
    Verdict alerts(const std::string& body, int status = 200) {
        server.script() = {Script::answer(status, body)};
        Checklist list;
        run_task(io, check_alerts(server.url("/"), context(), list));
        return list.verdict_of("alerts");
    }
    json check() {
        out.str("");
        const CheckOptions options{.prometheus_url = server.url(""), .output = Output::json};
        const auto inner = context();
        code = run_task(io, check_production(options, {inner.input, out, err, client, real_clock}));
        json verdicts;
        const auto answer = json::parse(out.str());
        for (const auto& row : answer["checks"]) verdicts[row["id"]] = row["verdict"];
        return verdicts;
    }

    int code = 0;
    SystemClock real_clock;   // Redis is waited for
};

TEST_F(CtlCheck, AnUnsignedReportMustBeRefusedAtThePublicAddress) {
    EXPECT_EQ(webhooks(Script::answer(401, "{}")), Verdict::pass);
    EXPECT_EQ(server.seen().back().method + " " + server.seen().back().target, "POST /webhooks/vendor");
    EXPECT_EQ(webhooks(Script::answer(403, "{}")), Verdict::pass);
    EXPECT_EQ(webhooks(Script::answer(200, "{}")), Verdict::fail) << "it was believed";
    EXPECT_EQ(webhooks(Script::answer(404, "{}")), Verdict::fail) << "somebody else answers";
    EXPECT_EQ(webhooks(Script::answer(502, "{}")), Verdict::fail);
    EXPECT_EQ(webhooks(Script::close()), Verdict::fail);
}

TEST_F(CtlCheck, PrometheusMustHaveAlertRulesAboutOurMetrics) {
    const auto rules = [](const char* type, const char* query) {
        return json{
            {"status", "success"},
            {"data", {{"groups", {{{"name", "g"}, {"rules", {{{"type", type}, {"query", query}}}}}}}}}}
            .dump();
    };
    EXPECT_EQ(alerts(rules("alerting", "smsgw_ready == 0")), Verdict::pass);
    EXPECT_EQ(server.seen().back().target, "/api/v1/rules?type=alert");
    EXPECT_EQ(alerts(rules("recording", "smsgw_ready == 0")), Verdict::fail);
    EXPECT_EQ(alerts(rules("alerting", "up == 0")), Verdict::fail);
    EXPECT_EQ(alerts("{}"), Verdict::fail);
    EXPECT_EQ(alerts("<html>"), Verdict::fail);
    EXPECT_EQ(alerts(rules("alerting", "smsgw_ready == 0"), 500), Verdict::fail);
    Checklist list;
    run_task(io, check_alerts("", context(), list));
    EXPECT_EQ(list.verdict_of("alerts"), Verdict::skipped);
}

TEST_F(CtlCheck, ASimulatedOperatorIsNoProvider) {
    Config config;
    config.providers = {provider("sandbox", "sandbox")};
    Checklist list;
    run_task(io, check_providers(config, context(), list));
    EXPECT_EQ(list.verdict_of("providers"), Verdict::fail);
}

TEST_F(CtlCheck, AProviderIsTriedAsProviderTestDoes) {
    server.otherwise() = Script::answer(401, "{}");
    auto vendor = provider("vendor", "smstools");
    vendor.api = "bearer";
    vendor.api_key = Secret("k");
    vendor.base_url = server.url("/send");
    Config config;
    config.providers = {vendor};
    Checklist list;
    run_task(io, check_providers(config, context(), list));
    EXPECT_EQ(list.verdict_of("providers"), Verdict::pass) << list.text();
    ASSERT_FALSE(server.seen().empty());
    // and one that nobody can be made of
    config.providers[0].type = "carrier-pigeon";
    Checklist other;
    run_task(io, check_providers(config, context(), other));
    EXPECT_EQ(other.verdict_of("providers"), Verdict::fail);
}

TEST_F(CtlCheck, CallbackUrlsAreHttpsAndTheirHostsAreFound) {
    const auto verdict = [&](const std::string& url) {
        Config config;
        config.accounts.emplace_back().callback_url = url;
        Checklist list;
        run_task(io, check_callbacks(config, list));
        return list.verdict_of("callbacks");
    };
    EXPECT_EQ(verdict("https://127.0.0.1/events"), Verdict::pass);
    EXPECT_EQ(verdict("http://127.0.0.1/events"), Verdict::fail);
    EXPECT_EQ(verdict("https://" + std::string(70, 'x') + "/events"), Verdict::fail)
        << "no name has such a part";
    EXPECT_EQ(verdict(""), Verdict::skipped);
}

TEST_F(CtlCheck, GoesThroughTheWholeList) {
    test::RedisBench bench;
    sources.env["SMSGW_REDIS_URL"] = bench.server.url();
    const auto found = check();
    EXPECT_EQ(code, exit_failed) << "nothing of the quick start is for production";
    EXPECT_EQ(found.size(), check_rows().size());
    EXPECT_EQ(found["redis_transport"], "pass");
    EXPECT_EQ(found["clock"], "pass");
    EXPECT_EQ(found["providers"], "fail");
    EXPECT_EQ(found["public_url"], "fail");
    EXPECT_EQ(found["countries"], "fail");
    // when Redis is away
    sources.env["SMSGW_REDIS_URL"] = "unix:///nowhere";
    EXPECT_EQ(check()["redis"], "fail");
}

TEST_F(CtlCheck, AWrongConfigurationIsAFinding) {
    sources.toml = "[listen]\napi = \"nowhere\"\n";
    const auto found = check();
    EXPECT_EQ(code, exit_failed);
    EXPECT_EQ(found["config"], "fail");
    EXPECT_EQ(found["redis"], "skipped");
    EXPECT_THAT(out.str(), HasSubstr("is not an address and port"));
}

}   // namespace
}   // namespace smsgw::app
