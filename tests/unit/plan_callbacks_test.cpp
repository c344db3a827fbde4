// Which callbacks a message wants, and which URLs it may bring.
#include <gtest/gtest.h>

#include "intake/plan.hpp"
#include "support/plan_fixture.hpp"

namespace smsgw::intake {
namespace {

using test::a_request;
using test::an_account;
using test::plan_of;

PlanResult planned(const SendRequest& request, const Account& account) {
    return plan_message(request, account, test::plan_time);
}

// "field:code" of what is wrong; throws when nothing is.
std::string problem_of(const SendRequest& request, const Account& account = an_account()) {
    const auto result = planned(request, account);
    const auto& problem = std::get<std::vector<FieldProblem>>(result).front();
    return problem.field + ":" + std::string(error_name(problem.code));
}

Account with_callbacks() {
    auto account = an_account();
    account.callback_url = "https://shop.example.com/sms-events";
    account.callback_allow = {"https://shop.example.com/own"};
    return account;
}

TEST(PlanCallbacks, WantsCallbacksWhenTheAccountHasAnUrlOrTheMessageBringsOne) {
    auto request = a_request();
    EXPECT_EQ(plan_of(request).callbacks, Callbacks::no);
    EXPECT_EQ(plan_of(request, with_callbacks()).callbacks, Callbacks::yes);
    auto account = with_callbacks();
    account.callback_url.clear();
    EXPECT_EQ(plan_of(request, account).callbacks, Callbacks::no);
    request.callback_url = "https://shop.example.com/own/7";
    const auto plan = plan_of(request, account);
    EXPECT_EQ(plan.callbacks, Callbacks::yes);
    EXPECT_EQ(plan.message.callback_url, "https://shop.example.com/own/7");
}

TEST(PlanCallbacks, TakesNoCallbackUrlThatIsNotRegistered) {
    auto request = a_request();
    request.callback_url = "https://evil.example/own/7";
    EXPECT_EQ(problem_of(request, with_callbacks()), "callback_url:callback_url_not_allowed");
    request.callback_url = "https://shop.example.com/own/../admin";
    EXPECT_EQ(problem_of(request, with_callbacks()), "callback_url:callback_url_invalid");
    request.callback_url = "https://shop.example.com/own/7";
    EXPECT_EQ(problem_of(request), "callback_url:callback_url_not_allowed");
}

TEST(PlanCallbacks, AreKnownToTheFingerprint) {
    auto request = a_request();
    const auto without = fingerprint(plan_of(request, with_callbacks()));
    request.callback_url = "https://shop.example.com/own/7";
    EXPECT_NE(fingerprint(plan_of(request, with_callbacks())), without);
}

}   // namespace
}   // namespace smsgw::intake
