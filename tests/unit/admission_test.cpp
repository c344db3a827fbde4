// By what a message is judged.
#include "intake/admission.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "support/messages.hpp"

namespace smsgw::intake {
namespace {

using namespace std::chrono_literals;

Plan a_plan(Lane lane = Lane::otp) {
    return {.message = test::a_message(lane), .end_user = {.ip = "192.0.2.7", .session = "s1"}};
}

Account an_account() {
    Account account;
    account.id = AccountId("shop");
    return account;
}

AdmissionCheck check(const Plan& plan, const Account& account = an_account(), const AdmissionConfig& config = {},
                     std::optional<Money> estimate = {}) {
    return check_of(config, account, plan, estimate, Challenge::not_passed);
}

// How many limits of each rule, as "rule action".
std::map<std::string, int> limits_of(const AdmissionCheck& check) {
    std::map<std::string, int> counts;
    for (const auto& limit : check.limits)
        ++counts[std::string(to_text(limit.rule)) + " " + std::string(to_text(limit.action))];
    return counts;
}

std::string subject_of(const AdmissionCheck& check, AdmissionRule rule) {
    for (const auto& limit : check.limits)
        if (limit.rule == rule) return limit.subject;
    return "none";
}

TEST(AdmissionCheckOf, ACodeCountsAgainstEverything) {
    const std::map<std::string, int> all{{"recipient refuse", 3}, {"source challenge", 2},
                                         {"source refuse", 1},       {"session challenge", 1}, {"number_block refuse", 3}};
    const auto made = check(a_plan());
    EXPECT_EQ(limits_of(made), all);
    EXPECT_EQ(made.country_cap, RuleAction::refuse);
    EXPECT_EQ(made.range_scan, RuleAction::refuse);
}

TEST(AdmissionCheckOf, WhatStrangersCannotCauseCountsAgainstTheRateAlone) {
    const auto made = check(a_plan(Lane::normal));
    EXPECT_TRUE(made.limits.empty());
    EXPECT_EQ(made.account_rate, RuleAction::refuse);
    EXPECT_FALSE(made.country_cap || made.range_scan || made.conversion || made.drift);
    EXPECT_EQ(made.conversion_wait, 0ms);
}

TEST(AdmissionCheckOf, SaysEachSubjectOnceAndItsLimitsSideBySide) {
    std::vector<std::string> subjects;
    for (const auto& limit : check(a_plan()).limits)
        if (!limit.subject.empty()) subjects.push_back(limit.subject);
    EXPECT_EQ(subjects.size(), 5U);
    std::sort(subjects.begin(), subjects.end());
    EXPECT_EQ(std::unique(subjects.begin(), subjects.end()), subjects.end());
    EXPECT_FALSE(check(a_plan()).limits.front().subject.empty());
}

TEST(AdmissionCheckOf, SubjectsNameNobody) {
    for (const auto& limit : check(a_plan()).limits) {
        EXPECT_EQ(limit.subject.find("31612345678"), std::string::npos);
        EXPECT_EQ(limit.subject.find("192.0.2"), std::string::npos);
        EXPECT_EQ(limit.subject.find("s1"), std::string::npos);
    }
}

TEST(AdmissionCheckOf, AHouseholdIsOneSource) {
    const auto source = [](const std::string& ip) {
        auto plan = a_plan();
        plan.end_user.ip = ip;
        return subject_of(check(plan), AdmissionRule::source);
    };
    EXPECT_EQ(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff::9"));
    EXPECT_NE(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    EXPECT_NE(source("192.0.2.7"), source("192.0.2.8"));
    EXPECT_EQ(source("192.0.2.7"), source("::ffff:192.0.2.7"));
    EXPECT_EQ(source(""), "none");
}

TEST(AdmissionCheckOf, RulesCanBeOffOrOnlyRecord) {
    AdmissionConfig config;
    config.off = {AdmissionRule::session, AdmissionRule::range_scan};
    config.record_only = {AdmissionRule::recipient, AdmissionRule::country_cap};
    const auto made = check(a_plan(), an_account(), config);
    const auto limits = limits_of(made);
    EXPECT_FALSE(limits.contains("session challenge"));
    EXPECT_EQ(limits.at("recipient record"), 3);
    EXPECT_FALSE(made.range_scan.has_value());
    EXPECT_EQ(made.country_cap, RuleAction::record);
}

TEST(AdmissionCheckOf, OnlyAnAccountThatTellsOfConversionsIsJudgedByThem) {
    EXPECT_FALSE(check(a_plan()).conversion || check(a_plan()).drift);
    auto account = an_account();
    account.conversion_feedback = true;
    const auto made = check(a_plan(), account);
    EXPECT_EQ(made.conversion, RuleAction::refuse);
    EXPECT_EQ(made.drift, RuleAction::challenge);
    EXPECT_EQ(made.conversion_wait, 10min);
}

TEST(AdmissionCheckOf, AllowListsSpareNoLimitOfRateCountryOrMoney) {
    for (const char* entry : {"+31612345678", "+316", "192.0.2.0/24", "192.0.2.7/32"}) {
        auto account = an_account();
        account.admission_allow = {entry};
        account.spend_day_cap = 1;
        const auto made = check(a_plan(), account);
        EXPECT_TRUE(made.limits.empty()) << entry;
        EXPECT_TRUE(made.account_rate && made.country_cap && made.spend) << entry;
        EXPECT_FALSE(made.range_scan) << entry;
    }
    for (const char* entry : {"+31612345679", "+32", "192.0.3.0/24", "2001:db8::/32"}) {
        auto account = an_account();
        account.admission_allow = {entry};
        EXPECT_TRUE(check(a_plan(), account).range_scan) << entry;
    }
}

TEST(AdmissionCheckOf, MoneyIsCountedInTheCapsCurrencyOnly) {
    auto account = an_account();
    account.spend_day_cap = 10'000'000;
    EXPECT_EQ(check(a_plan(), account, {}, Money{45'000, "EUR"}).cost_micros, 45'000);
    EXPECT_EQ(check(a_plan(), account, {}, Money{45'000, "USD"}).cost_micros, 0);
    EXPECT_EQ(check(a_plan(Lane::bulk), account, {}, Money{45'000, "EUR"}).spend, RuleAction::refuse);
    EXPECT_FALSE(check(a_plan(), an_account(), {}, Money{45'000, "EUR"}).spend.has_value());
}

TEST(AdmissionCheckOf, AnAccountMayHaveARateOfItsOwn) {
    auto account = an_account();
    account.rate = 200;
    EXPECT_EQ(check(a_plan(), account).rate, (Allowance{200, 1s, 1000}));
    account.rate = 0;
    EXPECT_FALSE(check(a_plan(), account).account_rate.has_value());
}

TEST(MaySendTo, TheListOrHomeOrAnywhereThatIsACountry) {
    auto account = an_account();
    EXPECT_TRUE(may_send_to(account, "NL"));
    EXPECT_FALSE(may_send_to(account, "001"));
    account.default_region = "NL";
    EXPECT_TRUE(may_send_to(account, "NL"));
    EXPECT_FALSE(may_send_to(account, "BE"));
    account.home_countries = {"BE"};
    EXPECT_TRUE(may_send_to(account, "BE"));
    account.countries = {"DE", "001"};
    for (const char* country : {"NL", "BE", "DE", "001"}) EXPECT_TRUE(may_send_to(account, country)) << country;
    EXPECT_FALSE(may_send_to(account, "FR"));
}

TEST(AllowEntry, IsDigitsOrANetwork) {
    for (const char* text : {"+1", "+31612345678", "10.0.0.0/8", "2001:db8::/32"}) EXPECT_TRUE(is_allow_entry(text)) << text;
    for (const char* text : {"", "+", "+31a", "31612345678", "10.0.0.1", "10.0.0.0/33", "example.com", "+1234567890123456"})
        EXPECT_FALSE(is_allow_entry(text)) << text;
}

TEST(KeyedHash, IsTheSameForTheSameNumberAndKey) {
    EXPECT_EQ(keyed_hash(Secret("k"), "31612345678"), keyed_hash(Secret("k"), "31612345678"));
    EXPECT_NE(keyed_hash(Secret("k"), "31612345678"), keyed_hash(Secret("l"), "31612345678"));
    EXPECT_NE(keyed_hash(Secret("k"), "31612345678"), keyed_hash(Secret("k"), "31612345679"));
}

}   // namespace
}   // namespace smsgw::intake
