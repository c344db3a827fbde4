// The simulated operator over real sockets: what it answers to look-ups and repeats, and faults that change.
#include <gtest/gtest.h>

#include "providers/json.hpp"
#include "providers/sandbox_operator.hpp"
#include "support/sandbox_fixture.hpp"

namespace smsgw::providers {
namespace {

using test::run_task;
using test::Story;
using test::text_of;
using namespace std::chrono_literals;

class SandboxLookUpTest : public test::SandboxFixture {};

TEST_F(SandboxLookUpTest, TellsWhatBecameOfAnAttemptWhoseAnswerWasLost) {
    start();
    EXPECT_EQ(outcome_of("9006", 2), "ambiguous connection_lost");
    EXPECT_EQ(look_up("m_1.1.sig"), "found delivered id=<id> ref=m_1.1.sig error= ids=<id>;");
    EXPECT_EQ(look_up("m_1.2.sig"), "not found");
    EXPECT_EQ(counts().looked_up, 2U);
}

TEST_F(SandboxLookUpTest, DoesNotKnowAnAttemptThatItNeverTook) {
    start();
    EXPECT_EQ(outcome_of("9016", 0), "ambiguous http_503");
    EXPECT_EQ(look_up("m_1.1.sig"), "not found");
}

TEST_F(SandboxLookUpTest, TellsWhyAndStaysAtTheFurthestStatus) {
    start();
    run_task(io_, submit_and_wait(submit_to("9011", "m_1.1.a"), 0));
    run_task(io_, submit_and_wait(submit_to("9001", "m_2.1.b"), 2));
    run_task(io_, submit_and_wait(submit_to("9010", "m_3.1.c"), 4));
    EXPECT_EQ(look_up("m_1.1.a"), "found submitted id=<id> ref=m_1.1.a error= ids=<id>;");
    EXPECT_EQ(look_up("m_2.1.b"), "found undelivered id=<id> ref=m_2.1.b error=sandbox_absent ids=<id>;");
    EXPECT_EQ(look_up("m_3.1.c"), "found delivered id=<id> ref=m_3.1.c error= ids=<id>;");
}

TEST_F(SandboxLookUpTest, FindsARefThatHasToBeEscaped) {
    start();
    run_task(io_, submit_and_wait(submit_to("9011", "a&b=c d/%"), 0));
    EXPECT_EQ(look_up("a&b=c d/%"), "found submitted id=<id> ref=a&b=c d/% error= ids=<id>;");
}

TEST_F(SandboxLookUpTest, SaysNotFoundOnlyWhileItsBooksHaveNoGaps) {
    config_.ledger_entries_max = 1;
    start();
    EXPECT_EQ(look_up("m_2.1.b"), "not found");
    run_task(io_, submit_and_wait(submit_to("9011", "m_1.1.a"), 0));
    EXPECT_EQ(look_up("m_1.1.a"), "found submitted id=<id> ref=m_1.1.a error= ids=<id>;");
    EXPECT_EQ(look_up("m_2.1.b"), "failed http_503");
}

TEST_F(SandboxLookUpTest, WantsTheKeyAndARef) {
    start();
    EXPECT_EQ(ask("GET", "/v1/messages?ref=m_1.1.a", {}, "key-2").status, 401);
    EXPECT_EQ(ask("GET", "/v1/messages").status, 400);
    EXPECT_EQ(ask("GET", "/v1/messages?ref=").status, 400);
    const auto unknown = ask("GET", "/v1/messages?ref=m_1.1.a");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(Json::parse(unknown.body), Json({{"error", "not_found"}, {"ref", "m_1.1.a"}}));
    EXPECT_EQ(counts().looked_up, 1U);
    EXPECT_TRUE(counts().refused.empty());
}

class SandboxDedupe : public test::SandboxFixture {
protected:
    SandboxDedupe() {
        config_.dedupe = true;
        provider_dedupes_ = true;
    }

    std::string submit(const std::string& last_digits, const std::string& ref, const std::string& key) {
        auto request = submit_to(last_digits, ref);
        request.dedupe_key = key;
        return text_of(run_task(io_, provider_->submit(std::move(request))));
    }
};

TEST_F(SandboxDedupe, AnswersTheRepeatOfALostSubmitWithTheFirstOnesId) {
    start();
    EXPECT_EQ(submit("9005", "m_1.1.a", "m_1"), "ambiguous http_500");
    const auto repeated = submit("9005", "m_1.2.b", "m_1");
    EXPECT_EQ(repeated, submit("9005", "m_1.3.c", "m_1"));
    EXPECT_TRUE(repeated.starts_with("accepted sb-"));
    run_task(io_, until([this] { return counts().reports_acknowledged == 2; }));
    EXPECT_EQ("accepted " + reports_.at(0).provider_msgid.str(), repeated);
    EXPECT_EQ(look_up("m_1.3.c"), "found delivered id=<id> ref=m_1.3.c error= ids=<id>;");
    EXPECT_EQ(counts().accepted, 1U);
    EXPECT_EQ(counts().deduplicated, 2U);
    EXPECT_EQ(counts().duplicate_messages, 0U);
}

TEST_F(SandboxDedupe, KeepsSubmitsWithOtherKeysOrNoneApart) {
    start();
    for (const auto* key : {"m_1", "m_2", "", ""}) submit("9011", "m_1.1.a", key);
    EXPECT_EQ(counts().accepted, 4U);
    EXPECT_EQ(counts().deduplicated, 0U);
}

TEST_F(SandboxDedupe, RemembersNoSubmitThatItRefused) {
    start();
    EXPECT_EQ(submit("9003", "m_1.1.a", "m_1"), "not accepted http_429 1000ms");
    EXPECT_TRUE(submit("9003", "m_1.2.b", "m_1").starts_with("accepted sb-"));
    EXPECT_EQ(counts().accepted, 1U);
    EXPECT_EQ(counts().deduplicated, 0U);
}

TEST_F(SandboxDedupe, RefusesWhatItCouldNotRemember) {
    config_.ledger_entries_max = 1;
    start();
    const auto first = submit("9011", "m_1.1.a", "m_1");
    EXPECT_EQ(submit("9011", "m_2.1.b", "m_2"), "not accepted http_503 1000ms");
    EXPECT_EQ(submit("9011", "m_1.2.c", "m_1"), first);
    EXPECT_EQ(counts().accepted, 1U);
}

TEST_F(SandboxDedupe, IsOffUnlessTheOperatorWasStartedWithIt) {
    config_.dedupe = false;
    start();
    submit("9005", "m_1.1.a", "m_1");
    submit("9005", "m_1.2.b", "m_1");
    EXPECT_EQ(counts().accepted, 2U);
    EXPECT_EQ(counts().duplicate_messages, 1U);
}

class SandboxFaultSwitch : public test::SandboxFixture {};

TEST_F(SandboxFaultSwitch, BreaksTheOperatorAndMendsItAgain) {
    start();
    run_task(io_, submit_and_wait(submit_to("9011", "m_1.1.a"), 0));
    const auto broken = ask("PUT", "/faults", R"({"http_503":1})");
    EXPECT_EQ(broken.status, 200);
    EXPECT_EQ(Json::parse(broken.body)["http_503"], 1.0);
    EXPECT_EQ(Json::parse(broken.body)["report_delay_ms"], 1);
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("5678", "m_2.1.b"), 0)),
              "not accepted http_503 1000ms");
    EXPECT_EQ(look_up("m_1.1.a"), "failed http_503");
    EXPECT_EQ(ask("PUT", "/faults", R"({"http_503":0})").status, 200);
    EXPECT_EQ(look_up("m_1.1.a"), "found submitted id=<id> ref=m_1.1.a error= ids=<id>;");
    EXPECT_EQ(run_task(io_, submit_and_wait(submit_to("5678", "m_2.2.c"), 2)), "accepted <id>");
}

TEST_F(SandboxFaultSwitch, ReachesTheDelayOfReports) {
    config_.faults.report_delay = 24h;
    start();
    EXPECT_EQ(ask("PUT", "/faults", R"({"report_delay_ms":0})").status, 200);
    EXPECT_EQ(outcome_of("5678", 2), "accepted <id>");
    EXPECT_EQ(statuses(), (Story{"sent", "delivered"}));
}

TEST_F(SandboxFaultSwitch, WantsTheKeyAndFaultsThatItKnows) {
    start();
    EXPECT_EQ(ask("PUT", "/faults", R"({"http_503":1})", "key-2").status, 401);
    const auto refused = ask("PUT", "/faults", R"({"http_503":1,"http_504":1})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(Json::parse(refused.body),
              Json({{"error", "faults_invalid"}, {"problem", "http_504 is no fault that can be changed"}}));
    EXPECT_EQ(outcome_of("5678", 2), "accepted <id>");
}

}   // namespace
}   // namespace smsgw::providers
