// What every provider reads in its webhooks, and whom it believes.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "support/conformance_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class ProviderReports : public ConformanceTest {};
class ProviderSignature : public ConformanceTest {
protected:
    // Not believed. What is unreadable because it was changed is not believed either.
    static void expect_refused(const Result<WebhookNews>& news, const std::string& why) {
        const Errc refusals[] = {Errc::signature_missing, Errc::signature_bad, Errc::signature_expired,
                                 Errc::report_malformed};
        ASSERT_TRUE(news.has_error()) << why << " was believed";
        EXPECT_TRUE(std::find(std::begin(refusals), std::end(refusals), news.error()) != std::end(refusals))
            << why << ": " << error_name(news.error());
    }

    WebhookRequest original() const { return signed_webhook(a_good_report()); }
    bool signs() const { return static_cast<bool>(one().sign); }
};

INSTANTIATE_TEST_SUITE_P(Providers, ProviderReports, testing::ValuesIn(provider_cases()), case_name);
INSTANTIATE_TEST_SUITE_P(Providers, ProviderSignature, testing::ValuesIn(provider_cases()), case_name);

std::optional<Money> price_in(const WebhookNews& news) {
    for (const auto& report : news.reports)
        if (report.price) return report.price;
    return std::nullopt;
}

// Another letter or digit than the one that stands there, whatever the notation.
void change(std::string& text, std::size_t at) {
    text[at] = text[at] == 'a' || text[at] == 'A' ? 'b' : 'a';
}

// ---- what they say -------------------------------------------------------------------------------------------------

TEST_P(ProviderReports, SayWhatTheirRowsSay) {
    for (const auto& row : one().reports) {
        SCOPED_TRACE(row.name);
        const auto news = read(signed_webhook(row));
        if (row.report == "malformed") {
            EXPECT_EQ(news.has_error() ? error_name(news.error()) : "believed", "report_malformed");
            continue;
        }
        if (news.has_error()) {
            ADD_FAILURE() << error_name(news.error());
            continue;
        }
        EXPECT_EQ(report_difference(row.report, news->reports), "");
        EXPECT_EQ(mo_difference(row.mo, news->inbound), "");
        EXPECT_EQ(price_in(*news), row.price);
        EXPECT_GE(news->answer.status, 200);
        EXPECT_LT(news->answer.status, 300);
    }
}

TEST_P(ProviderReports, ShowEveryRowOfTheStatusTable) {
    std::size_t reports = 0;
    std::set<std::string> errors;
    std::string readable;
    for (const auto& row : one().reports) {
        if (row.report.empty() || row.report == "malformed") continue;
        readable += row.body + "\n" + row.query + "\n";
        const auto news = read(signed_webhook(row));
        if (news.has_error()) continue;   // the test above tells
        reports += news->reports.size();
        for (const auto& report : news->reports) errors.insert(report.error);
    }
    for (const auto& word : one().status_words)
        EXPECT_TRUE(holds_value(readable, word)) << "no report shows " << word;
    for (const auto& code : one().report_codes)
        EXPECT_TRUE(errors.contains(one().type + "_" + code_word(code))) << "no report shows " << code;
    EXPECT_GE(reports, one().status_rows);
}

// rejected, expired and failed promise that a resend is safe, which no report can prove (docs/adr/0005-status-model.md).
TEST_P(ProviderReports, NeverPromiseThatAResendIsSafe) {
    for (const auto& row : one().reports) {
        const auto news = read(signed_webhook(row));
        if (news.has_error()) continue;
        for (const auto& report : news->reports)
            EXPECT_NE(row_of(report.status).resend_safe, ResendSafe::yes) << row.name;
    }
}

// Several events in one body; the path belongs to one message.
bool is_batch(const std::string& body) {
    const auto parsed = json::parse(body, nullptr, false);
    const auto is_long = [](const json& value) { return value.is_array() && value.size() > 1; };
    return is_long(parsed) || (parsed.is_object() && std::any_of(parsed.begin(), parsed.end(), is_long));
}

TEST_P(ProviderReports, AreAboutTheMessageOfTheirPathWhenTheyNameNone) {
    for (const auto& row : one().reports) {
        if (is_batch(row.body)) continue;
        SCOPED_TRACE(row.name);
        const auto request = signed_webhook(row, Path::with_ref);
        const auto news = read(request);
        if (news.has_error() || news->reports.size() != 1) continue;
        const auto& ref = news->reports[0].ref;
        EXPECT_TRUE(ref == request.ref ||
                    (!ref.empty() && (row.body + row.query).find(ref) != std::string::npos))
            << "ref=" << ref;
    }
}

// Every array of objects in a body, longer than it may be.
std::vector<std::string> with_long_arrays(const std::string& body, std::size_t items) {
    std::vector<std::string> bodies;
    auto parsed = json::parse(body, nullptr, false);
    if (parsed.is_discarded()) return bodies;
    const auto lengthen = [&](json& list) {
        if (!list.is_array() || list.empty() || !list[0].is_object()) return;
        const auto whole = list;
        const auto first = list[0];
        while (list.size() < items) list.push_back(first);
        bodies.push_back(parsed.dump());
        list = whole;
    };
    lengthen(parsed);
    if (parsed.is_object())
        for (auto& member : parsed) lengthen(member);
    return bodies;
}

TEST_P(ProviderReports, AreBoundedInOneRequest) {
    for (auto row : one().reports)
        for (const auto& body : with_long_arrays(row.body, one().reports_max * 2)) {
            row.body = body;
            const auto news = read(signed_webhook(row));
            if (news.has_value()) {
                EXPECT_LE(news->reports.size(), one().reports_max) << row.name;
                EXPECT_LE(news->inbound.size(), one().reports_max) << row.name;
            }
        }
}

// ---- who is believed -----------------------------------------------------------------------------------------------

TEST_P(ProviderSignature, IsAskedFor) {
    const auto& row = a_good_report();
    EXPECT_TRUE(read(original()).has_value());
    auto unsigned_request = webhook(row);
    if (!signs()) unsigned_request.ref.clear();   // the path is all the proof there is
    const auto news = read(unsigned_request);
    EXPECT_EQ(news.has_error() ? error_name(news.error()) : "believed", "signature_missing");
    if (!signs()) return;
    // and a path does not stand in for it
    const auto by_path = read(webhook(row, Path::with_ref));
    EXPECT_EQ(by_path.has_error() ? error_name(by_path.error()) : "believed", "signature_missing");
}

// A path with our reference vouches for that one message, and for nothing that a handset says.
TEST_P(ProviderSignature, IsReplacedOnlyByAVerifiedPathWhenNoSecretIsConfigured) {
    auto open = config;
    open.webhook_secret = Secret();
    if (!signs() || !providers::complaint_about(open).empty()) GTEST_SKIP() << "that cannot be configured";
    provider = provider_of(open);
    for (const auto& row : one().reports) {
        SCOPED_TRACE(row.name);
        const auto plain = read(webhook(row));
        if (!one().believes_without_secret) {
            EXPECT_EQ(plain.has_error() ? error_name(plain.error()) : "believed", "signature_missing");
        }
        const auto request = webhook(row, Path::with_ref);
        const auto by_path = read(request);
        for (const auto* news : {&plain, &by_path})
            EXPECT_TRUE(news->has_error() || (*news)->inbound.empty());
        if (by_path.has_error() || one().believes_without_secret) continue;
        for (const auto& report : by_path->reports) EXPECT_EQ(report.ref, request.ref);
    }
}

TEST_P(ProviderSignature, DoesNotFitAnotherBody) {
    if (!signs() || !one().signs_body) GTEST_SKIP() << "bodies are not signed";
    const auto good = original();
    if (good.body.empty()) GTEST_SKIP() << "reports have no body";
    for (std::size_t i = 0; i < good.body.size(); i += good.body.size() / 16 + 1) {
        auto request = good;
        change(request.body, i);
        expect_refused(read(request), "a body with another byte " + std::to_string(i));
    }
    auto longer = good;
    longer.body += ' ';
    expect_refused(read(longer), "a longer body");
}

TEST_P(ProviderSignature, DoesNotFitAnotherUrl) {
    if (!signs() || !one().signs_url) GTEST_SKIP() << "URLs are not signed";
    auto request = original();
    change(request.public_url, request.public_url.find("sms.example.com"));
    expect_refused(read(request), "another host");
    request = original();
    request.public_url += request.query.empty() ? "?a=1" : "&a=1";
    request.query += request.query.empty() ? "a=1" : "&a=1";
    expect_refused(read(request), "another query");
}

TEST_P(ProviderSignature, IsNotTakenWithAChange) {
    if (!signs()) GTEST_SKIP() << "there is none";
    const auto plain = webhook(a_good_report());
    const auto good = original();
    for (std::size_t i = plain.headers.size(); i < good.headers.size(); ++i) {
        const auto& [name, value] = good.headers[i];
        for (const auto at : {value.size() / 4, value.size() / 2, value.size() * 3 / 4}) {
            auto request = good;
            change(request.headers[i].second, at);
            expect_refused(read(request), name + " with another character " + std::to_string(at));
        }
    }
    for (std::size_t at = plain.query.size() + 1; at < good.query.size(); at += 7) {
        auto request = good;
        change(request.query, at);
        request.public_url = request.public_url.substr(0, request.public_url.find('?')) + "?" + request.query;
        expect_refused(read(request), "a query with another character " + std::to_string(at));
    }
}

TEST_P(ProviderSignature, OfAnotherKeyIsRefused) {
    if (!signs() || !one().key_in_config) GTEST_SKIP() << "no key is configured";
    const auto request = original();
    const auto other = [](const Secret& secret) {
        auto text = secret.reveal();
        if (!text.empty()) change(text, text.size() / 2);
        return Secret(text);
    };
    auto changed = config;
    changed.api_key = other(config.api_key);
    changed.client_secret = other(config.client_secret);
    changed.webhook_secret = other(config.webhook_secret);
    for (const auto& row : providers::settings_of(one().type))
        if (row.kind == providers::SettingKind::secret && config.settings.has(row.name))
            changed.settings.set(std::string(row.name), other(config.settings.secret(row.name)));
    provider = provider_of(changed);
    expect_refused(read(request), "a request signed with another key");
}

TEST_P(ProviderSignature, BecomesOld) {
    if (!signs() || !one().signature_has_time) GTEST_SKIP() << "it has no time";
    const auto news = read(original(), clock.wall + 48h);
    EXPECT_EQ(news.has_error() ? error_name(news.error()) : "believed", "signature_expired");
}

}   // namespace
}   // namespace smsgw::test
