// smsgwctl audit, spend and dlq on a real Redis: where it is looked for, what is printed, what the exit code is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "app/ctl_audit.hpp"
#include "app/ctl_dead_letters.hpp"
#include "app/ctl_redis.hpp"
#include "app/ctl_spend.hpp"
#include "base/time_text.hpp"
#include "redis/dead_letters.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using redis::Keys;
using test::run_task;
using testing::HasSubstr;
using testing::Not;

class CtlRedis : public testing::Test {
protected:
    ~CtlRedis() override { client_.close(); }

    CtlContext context() {
        input_ = sources.input();
        return {input_, out, err, client_, clock_};
    }
    std::string url() const { return bench.server.url(); }

    int audit(AuditOptions options) {
        out.str("");
        err.str("");
        return run_task(io_, audit_storage(std::move(options), context()));
    }
    int spend(SpendOptions options) {
        out.str("");
        err.str("");
        options.redis.url = url();
        return run_task(io_, show_spend(std::move(options), context()));
    }
    int dlq(DeadLetterOptions options) {
        out.str("");
        err.str("");
        options.redis.url = url();
        return run_task(io_, handle_dead_letters(std::move(options), context()));
    }

    test::RedisBench bench;
    test::ConfigFixture sources;
    std::ostringstream out, err;

private:
    asio::io_context io_;
    SystemClock clock_;
    http::Client client_{io_.get_executor(), clock_, {}, {test::loopback_only}};
    LoadInput input_;
};

TEST_F(CtlRedis, PrintsACleanReport) {
    bench.submitted();
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_done) << err.str();
    EXPECT_THAT(out.str(), HasSubstr("submitted            1\n"));
    EXPECT_THAT(out.str(), HasSubstr("clean\n"));
    EXPECT_EQ(audit({.redis = {.url = url()}, .output = Output::json}), exit_done);
    const auto report = json::parse(out.str());
    EXPECT_EQ(report["clean"], true);
    EXPECT_EQ(report["by_status"], json({{"submitted", 1}}));
    EXPECT_EQ(report["due"], 1);
    EXPECT_EQ(report["breaches"], json::object());
}

TEST_F(CtlRedis, PrintsBreachesAndFails) {
    const auto msgid = bench.submitted().str();
    bench.ask({"ZREM", Keys::due(0), msgid});
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_failed);
    EXPECT_THAT(out.str(),
                HasSubstr("unreachable: live, and in no place from which it would go on (1)\n  " + msgid));
    EXPECT_THAT(out.str(), HasSubstr("1 breaches"));
    EXPECT_EQ(audit({.redis = {.url = url()}, .output = Output::json}), exit_failed);
    const auto report = json::parse(out.str());
    EXPECT_EQ(report["clean"], false);
    EXPECT_EQ(report["breaches"]["unreachable"], json({{"count", 1}, {"examples", {msgid}}}));
}

TEST_F(CtlRedis, FindsRedisByTheFlagTheConfigurationOrTheDataFolder) {
    // the private server of a data folder: tests' servers have their socket at the same name
    sources.env["SMSGW_DATA_DIR"] = bench.server.folder();
    ASSERT_EQ(bench.server.socket(), bench.server.folder() + "/redis.sock");
    EXPECT_EQ(audit({}), exit_done) << err.str();
    sources.env["SMSGW_REDIS_URL"] = "unix:///nonexistent/redis.sock";
    EXPECT_EQ(audit({}), exit_failed);
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_done);
    sources.env["WHERE"] = url();
    EXPECT_EQ(audit({.redis = {.url = "env:WHERE"}}), exit_done);
}

TEST_F(CtlRedis, SaysWhyItHasNotLooked) {
    EXPECT_EQ(audit({.redis = {.url = "unix:///nonexistent/redis.sock"}}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("unix:///nonexistent/redis.sock"));
    EXPECT_EQ(audit({.redis = {.url = "http://127.0.0.1"}}), exit_misuse);
    EXPECT_EQ(audit({.redis = {.url = "env:NOT_SET"}}), exit_misuse);
    bench.ask({"DEL", Keys::installation()});
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("no gateway has ever used this Redis"));
    EXPECT_EQ(out.str(), "");
    EXPECT_EQ(dlq({}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("no gateway has ever used this Redis"));
}

TEST_F(CtlRedis, NeverPrintsThePasswordOfAUrl) {
    EXPECT_EQ(audit({.redis = {.url = "redis://user:canary-4711@127.0.0.1:1"}}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("127.0.0.1:1"));
    EXPECT_THAT(err.str() + out.str(), Not(HasSubstr("canary")));
}

// ---- dead letters ---------------------------------------------------------------------------------------------------

using DeadLetterAction = DeadLetterOptions::Action;

class CtlDeadLetters : public CtlRedis {
protected:
    // A message whose workers die one after the other until it is given up. Returns the id of its dead letter.
    std::string poison() {
        auto message = test::a_new_message();
        message.message.text = SmsText("canary-text");
        msgid = bench.admit(message).msgid;
        bench.lease_one();
        while (!bench.reclaim().empty()) continue;
        return "00:" + bench.ask({"XREVRANGE", Keys::dead_letters(0), "+", "-", "COUNT", "1"})
                           .items.at(0)
                           .items.at(0)
                           .text;
    }
    std::string letter(const std::string& of, const std::string& reason) {
        const auto entry =
            bench.ask({"XADD", Keys::dead_letters(0), "*", "m", of, "reason", reason, "deliveries", "4"});
        return "00:" + entry.text;
    }

    MsgId msgid;
};

TEST_F(CtlDeadLetters, ListsThemWithMaskedNumbers) {
    EXPECT_EQ(dlq({}), exit_done);
    EXPECT_EQ(out.str(), "no dead letters\n");
    const auto id = poison();
    letter("m_000000000000000000000a", "missing");
    EXPECT_EQ(dlq({}), exit_done);
    EXPECT_THAT(out.str(), HasSubstr(id + "  " + msgid.str() + "  poison   4 "));
    EXPECT_THAT(out.str(), HasSubstr("m_000000000000000000000a  missing  4 "));
    EXPECT_THAT(out.str(), Not(HasSubstr("31612345678")));
    EXPECT_EQ(dlq({.output = Output::json}), exit_done);
    const auto listed = json::parse(out.str())["dead_letters"];
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0]["account"], "shop");
    EXPECT_EQ(listed[0]["lane"], "normal");
    EXPECT_EQ(listed[0]["to"], "+316******78");
    EXPECT_FALSE(listed[1].contains("to"));
}

TEST_F(CtlDeadLetters, ListsMoreThanAPage) {
    for (int i = 0; i < 120; ++i) letter("m_000000000000000000000a", "missing");
    EXPECT_EQ(dlq({.output = Output::json}), exit_done);
    EXPECT_EQ(json::parse(out.str())["dead_letters"].size(), 120U);
}

TEST_F(CtlDeadLetters, ShowsATextOnlyWhenItIsAskedFor) {
    const auto id = poison();
    EXPECT_EQ(dlq({.action = DeadLetterAction::show, .id = id}), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("rejected"));
    EXPECT_THAT(out.str(), Not(HasSubstr("canary-text")));
    EXPECT_EQ(dlq({.action = DeadLetterAction::show, .text = DeadLetterOptions::Text::shown, .id = id}),
              exit_done);
    EXPECT_THAT(out.str(), HasSubstr("canary-text"));
    EXPECT_EQ(dlq({.action = DeadLetterAction::show,
                   .text = DeadLetterOptions::Text::shown,
                   .id = id,
                   .output = Output::json}),
              exit_done);
    EXPECT_EQ(json::parse(out.str())["text"], "canary-text");
}

TEST_F(CtlDeadLetters, RefusesAnIdThatIsNone) {
    for (const auto action : {DeadLetterAction::show, DeadLetterAction::replay, DeadLetterAction::discard})
        for (const auto* id : {"nonsense", "00:1-1", "09:1-1"}) {
            EXPECT_EQ(dlq({.action = action, .id = id}), exit_failed);
            EXPECT_THAT(err.str(), HasSubstr(std::string("there is no dead letter ") + id));
        }
}

TEST_F(CtlDeadLetters, ReplaysATextAsANewMessage) {
    const auto id = poison();
    ASSERT_EQ(dlq({.action = DeadLetterAction::replay, .id = id, .output = Output::json}), exit_done)
        << err.str();
    const MsgId fresh(json::parse(out.str())["msgid"].get<std::string>());
    EXPECT_NE(fresh, msgid);
    const auto lease = bench.lease_one();
    EXPECT_EQ(lease.message.msgid, fresh);
    EXPECT_EQ(lease.message.text.reveal(), "canary-text");
    EXPECT_EQ(lease.message.account.str(), "shop");
    EXPECT_EQ(lease.message.reference.str(), "order-1");
    EXPECT_GT(lease.message.expires_at, lease.message.accepted_at);
    EXPECT_EQ(bench.status(msgid), MsgStatus::rejected) << "the old one keeps its end";
    EXPECT_FALSE(bench.has_text(msgid));
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_done) << out.str();
    EXPECT_EQ(dlq({.action = DeadLetterAction::replay, .id = id}), exit_failed) << "once is enough";
}

TEST_F(CtlDeadLetters, DiscardsATextWithItsDeadLetter) {
    const auto id = poison();
    EXPECT_EQ(dlq({.action = DeadLetterAction::discard, .id = id}), exit_done) << err.str();
    EXPECT_EQ(out.str(), id + " discarded\n");
    EXPECT_FALSE(bench.has_text(msgid));
    EXPECT_EQ(audit({.redis = {.url = url()}}), exit_done) << out.str();
    EXPECT_EQ(dlq({}), exit_done);
    EXPECT_EQ(out.str(), "no dead letters\n");
}

TEST_F(CtlDeadLetters, SettlesAllAndSaysWhichItCouldNot) {
    const auto first = poison();
    const auto missing = letter("m_000000000000000000000a", "missing");
    const auto last = poison();
    EXPECT_EQ(dlq({.action = DeadLetterAction::replay, .which = DeadLetterOptions::Which::all}), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr(first + " replayed as m_"));
    EXPECT_THAT(out.str(), HasSubstr(last + " replayed as m_"));
    EXPECT_THAT(err.str(), HasSubstr(missing + " cannot be sent again"));
    EXPECT_EQ(dlq({.action = DeadLetterAction::discard, .which = DeadLetterOptions::Which::all}), exit_done);
    EXPECT_EQ(out.str(), missing + " discarded\n");
}

TEST(DeadLetters, AreWalkedPartitionByPartitionToTheEnd) {
    test::RedisBench bench(4);
    redis::DeadLetters letters(bench.connection(), bench.clock, 4);
    std::vector<std::string> expected, walked;
    for (const auto& [partition, count] : {std::pair(1, 120), std::pair(3, 2)})
        for (int i = 0; i < count; ++i) {
            const auto entry =
                bench.ask({"XADD", Keys::dead_letters(partition), "*", "m", "m_0", "reason", "missing"});
            expected.push_back("0" + std::to_string(partition) + ":" + entry.text);
        }
    for (std::string after;;) {
        const auto page = test::value_of(bench.run(letters.page(after)));
        if (page.empty()) break;
        for (const auto& one : page) walked.push_back(one.id);
        after = page.back().id;
    }
    EXPECT_EQ(walked, expected);
}

TEST_F(CtlRedis, AddsUpWhatAMonthHasCost) {
    const auto accept = [this](const ProviderId& provider, std::int64_t micros) {
        bench.admit();
        auto lease = bench.lease_one();
        bench.begin(lease, Money{micros, "EUR"}, provider);
        lease.attempts = 1;
        bench.run(bench.queue().settle(lease, provider,
                                       test::accepted_as({provider.str() + std::to_string(micros)})));
    };
    accept(ProviderId("x"), 20'000);
    accept(ProviderId("x"), 25'000);
    accept(ProviderId("y"), 1'000'000);
    EXPECT_EQ(spend({}), exit_done) << err.str();
    EXPECT_EQ(out.str(),
              "account  provider  country  amount  currency\n"
              "shop     x         NL       0.045   EUR\n"
              "shop     y         NL       1.00    EUR\n");
    EXPECT_EQ(spend({.by = SpendOptions::By::account, .output = Output::json}), exit_done);
    const auto month = month_text(SystemClock().wall_now());
    EXPECT_EQ(json::parse(out.str()),
              (json{{"month", month.substr(0, 4) + "-" + month.substr(4)},
                    {"spend", {{{"account", "shop"}, {"amount", "1.045"}, {"currency", "EUR"}}}}}));
    EXPECT_EQ(spend({.month = "2001-02"}), exit_done);
    EXPECT_EQ(out.str(), "nothing was spent in 2001-02\n");
}

TEST_F(CtlRedis, HasNoSpendWhereNoGatewayEverWas) {
    bench.ask({"FLUSHALL"});
    EXPECT_EQ(spend({}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("no gateway has ever used this Redis"));
}

}   // namespace
}   // namespace smsgw::app
