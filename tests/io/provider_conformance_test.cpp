// What every provider sends, and what it makes of every answer that its API is known to give.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "support/conformance_fixture.hpp"

namespace smsgw::test {
namespace {

class ProviderSubmit : public ConformanceTest {};

INSTANTIATE_TEST_SUITE_P(Providers, ProviderSubmit, testing::ValuesIn(provider_cases()), case_name);

Script script_of(const AnswerRow& row) {
    return Script::answer(row.status, row.body, row.headers);
}

// The last word of "not_accepted <error>".
std::string error_in(const std::string& outcome) {
    return outcome.substr(outcome.rfind(' ') + 1);
}

TEST(ProviderCases, AreThereForEveryTypeThatCanBeConfigured) {
    std::set<std::string> types, names;
    for (const auto& one : provider_cases()) {
        types.insert(one->type);
        EXPECT_TRUE(names.insert(name_of(*one)).second) << name_of(*one) << " is the name of two cases";
    }
    for (const auto type : providers::provider_types())
        EXPECT_TRUE(types.contains(std::string(type))) << type;
    EXPECT_EQ(types.size(), providers::provider_types().size());
}

TEST_P(ProviderSubmit, SendsOneRequestAsDocumented) {
    server.script().push_back(script_of(one().answers.at(0)));
    const auto outcome = submit();
    EXPECT_TRUE(std::holds_alternative<Accepted>(outcome)) << outcome_text(outcome);
    ASSERT_EQ(server.seen().size(), 1U);
    const auto& request = server.seen().at(0);
    EXPECT_EQ(request.method, one().method);
    EXPECT_EQ(request.target, one().target);
    for (const auto& [name, value] : one().sent_headers) EXPECT_EQ(request.header(name), value) << name;
    for (const auto& piece : one().sent_body)
        EXPECT_NE(request.body.find(piece), std::string::npos) << piece << " is not in\n" << request.body;
}

TEST_P(ProviderSubmit, PassesTheTraceOn) {
    auto traced = conformance_submit();
    traced.message.trace = TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    for (const auto& sent : {traced, conformance_submit()}) {
        server.script().push_back(script_of(one().answers.at(0)));
        submit(sent);
        EXPECT_EQ(server.seen().back().header("traceparent"), sent.message.trace.str());
    }
}

TEST_P(ProviderSubmit, SendsEveryTextAsItIs) {
    const auto text_of = [&](const SeenRequest& request, const std::string& text) {
        if (one().read_text) return one().read_text(request);
        return carries(request, text) ? text : "no value of the request is this text:\n" + request.body;
    };
    for (const auto& sent : {conformance_submit_unicode(), conformance_submit_long()}) {
        server.script().push_back(script_of(one().answers.at(0)));
        const auto outcome = submit(sent);
        ASSERT_TRUE(std::holds_alternative<Accepted>(outcome)) << outcome_text(outcome);
        const auto text = sent.message.text.reveal();
        EXPECT_EQ(text_of(server.seen().back(), text), text);
    }
    ASSERT_EQ(server.seen().size(), 2U);
    for (const auto& piece : one().sent_body_long)
        EXPECT_NE(server.seen().at(0).body.find(piece), std::string::npos) << piece;
}

TEST_P(ProviderSubmit, KnowsWhatEveryAnswerMeans) {
    for (const auto& row : one().answers) {
        SCOPED_TRACE(row.name);
        const auto before = server.seen().size();
        server.script().push_back(script_of(row));
        const auto outcome = submit();
        EXPECT_EQ(outcome_text(outcome), row.outcome);
        const auto* later = std::get_if<NotAccepted>(&outcome);
        EXPECT_EQ(later != nullptr ? later->retry_after : std::nullopt, row.retry_after);
        const auto* accepted = std::get_if<Accepted>(&outcome);
        EXPECT_EQ(accepted != nullptr ? accepted->price : std::nullopt, row.price);
        EXPECT_EQ(server.seen().size(), before + 1) << "it was submitted again";
    }
}

TEST_P(ProviderSubmit, HasAnAnswerForEveryRowOfItsErrorTable) {
    std::set<std::string> errors;
    const auto prefix = one().type + "_";
    for (const auto& row : one().answers)
        if (const auto error = error_in(row.outcome); error.starts_with(prefix)) errors.insert(error);
    for (const auto& code : one().error_codes)
        EXPECT_TRUE(errors.contains(prefix + code_word(code)))
            << "no answer shows " << prefix + code_word(code);
    EXPECT_GE(errors.size(), one().error_rows);
}

TEST_P(ProviderSubmit, NamesErrorsInWordsThatLogsAndMetricsCanHold) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    for (const auto& row : one().answers) {
        server.script().push_back(script_of(row));
        const auto text = outcome_text(submit());
        if (text.starts_with("accepted")) continue;
        const auto error = text.substr(text.find(' ') + 1);
        EXPECT_TRUE(!error.empty() && error.size() <= 80 && std::all_of(error.begin(), error.end(), fits))
            << text;
    }
}

TEST_P(ProviderSubmit, ComesBackLaterWhenItIsToldTo) {
    server.script().push_back(Script::answer(429, "", {{"Retry-After", "7"}}));
    const auto told = submit();
    ASSERT_TRUE(std::holds_alternative<NotAccepted>(told)) << outcome_text(told);
    EXPECT_EQ(std::get<NotAccepted>(told).retry_after, Millis{7000});
    server.script().push_back(Script::answer(429, ""));
    const auto untold = submit();
    ASSERT_TRUE(std::holds_alternative<NotAccepted>(untold)) << outcome_text(untold);
    EXPECT_EQ(std::get<NotAccepted>(untold).retry_after, std::nullopt);
}

TEST_P(ProviderSubmit, TakesAnAnswerThatItCannotReadForNoDenial) {
    const std::string bodies[] = {"",
                                  "<html>busy</html>",
                                  "{",
                                  "[]",
                                  "{}",
                                  "null",
                                  "42",
                                  "\xFF",
                                  R"("accepted or not")",
                                  "a=b&",
                                  R"([)",
                                  "\r\n",
                                  std::string(1000, '['),
                                  std::string(30'000, '{')};
    for (const auto& body : bodies) {
        server.script().push_back(Script::answer(success_status(), body));
        const auto outcome = submit();
        EXPECT_FALSE(denies(outcome)) << body.substr(0, 40) << ": " << outcome_text(outcome);
        const auto* accepted = std::get_if<Accepted>(&outcome);
        EXPECT_TRUE(accepted == nullptr || accepted->ids.empty()) << body.substr(0, 40);
    }
}

TEST_P(ProviderSubmit, DoesNotFollowARedirect) {
    for (const int status : {301, 302, 303, 307, 308}) {
        const auto before = server.seen().size();
        server.script().push_back(Script::answer(status, "", {{"Location", server.url("/elsewhere")}}));
        const auto outcome = submit();
        EXPECT_TRUE(std::holds_alternative<Ambiguous>(outcome)) << status << ": " << outcome_text(outcome);
        EXPECT_EQ(server.seen().size(), before + 1);
    }
}

TEST_P(ProviderSubmit, IsNotMadeWithoutAnAddressOfTheWeb) {
    auto wrong = config;
    wrong.base_url = "ftp://127.0.0.1/";
    EXPECT_NE(providers::complaint_about(wrong), "");
    EXPECT_EQ(providers::complaint_about(config), "");
}

TEST_P(ProviderSubmit, LetsNoCredentialAddAHeaderOfItsOwn) {
    const std::string tail = "\r\nX-Planted: 1";
    const auto planted = [&](auto change) {
        auto changed = config;
        change(changed);
        if (!providers::complaint_about(changed).empty()) return;
        const auto made = provider_of(changed);
        run_task(io, made->submit(conformance_submit()));
    };
    planted([&](auto& c) { c.api_key = Secret(c.api_key.reveal() + tail); });
    planted([&](auto& c) { c.client_id += tail; });
    planted([&](auto& c) { c.client_secret = Secret(c.client_secret.reveal() + tail); });
    for (const auto& row : providers::settings_of(one().type))
        planted([&](auto& c) {
            if (row.kind == providers::SettingKind::secret)
                c.settings.set(std::string(row.name), Secret(c.settings.secret(row.name).reveal() + tail));
            if (row.kind == providers::SettingKind::text)
                c.settings.set(std::string(row.name), c.settings.text(row.name) + tail);
        });
    for (const auto& request : server.seen()) EXPECT_EQ(request.header("X-Planted"), "");
}

}   // namespace
}   // namespace smsgw::test
