// smsgwctl suppress on a real Redis, and what it means to the gateway that uses it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "app/ctl_suppress.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::value_of;
using testing::HasSubstr;
using testing::MatchesRegex;
using SuppressAction = SuppressOptions::Action;
using Whose = SuppressOptions::Whose;

class CtlSuppress : public testing::Test {
protected:
    ~CtlSuppress() override { client_.close(); }

    int suppress(SuppressOptions options) {
        out.str("");
        err.str("");
        input_ = sources_.input();
        options.redis.url = bench.server.url();
        return run_task(io_, handle_suppressions(std::move(options), {input_, out, err, client_, clock_}));
    }
    int add(Whose whose = Whose::account) {
        return suppress({.action = SuppressAction::add,
                         .whose = whose,
                         .account = whose == Whose::account ? "shop" : "",
                         .number = "+31612345678",
                         .note = "by letter"});
    }
    bool admits() { return bench.run(bench.messages().admit(test::a_new_message())).has_value(); }

    test::RedisBench bench;
    std::ostringstream out, err;

private:
    asio::io_context io_;
    SystemClock clock_;
    http::Client client_{io_.get_executor(), clock_, {}, {test::loopback_only}};
    test::ConfigFixture sources_;
    LoadInput input_;
};

TEST_F(CtlSuppress, PutsANumberOnTheListAndTakesItOff) {
    EXPECT_EQ(add(), exit_done) << err.str();
    EXPECT_EQ(out.str(), "+31612345678 is on the list\n");
    EXPECT_FALSE(admits());
    EXPECT_EQ(suppress({.account = "shop"}), exit_done);
    EXPECT_THAT(out.str(), MatchesRegex("to +reason +at +until +provider +note\n"
                                        "\\+31612345678 +manual +[0-9TZ:.-]+ +by letter\n"));
    const SuppressOptions remove{
        .action = SuppressAction::remove, .account = "shop", .number = "+31612345678"};
    EXPECT_EQ(suppress(remove), exit_done);
    EXPECT_TRUE(admits());
    EXPECT_EQ(suppress(remove), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("not on the list"));
}

TEST_F(CtlSuppress, LiftsWhatTheRecipientHasAskedFor) {
    const auto number = *E164Number::parse("+31612345678");
    const AccountId shop("shop");
    Suppression entry{.number = number, .scope = shop, .reason = SuppressionReason::stop};
    value_of(bench.run(bench.suppressions().add(std::move(entry))));
    add();
    EXPECT_EQ(suppress({.action = SuppressAction::remove,
                        .account = "shop",
                        .number = "+31612345678",
                        .output = Output::json}),
              exit_done);
    EXPECT_EQ(json::parse(out.str()), json::parse(R"({"to":"+31612345678","removed":2})"));
}

TEST_F(CtlSuppress, KeepsAListForAllAccounts) {
    EXPECT_EQ(add(Whose::all), exit_done);
    EXPECT_FALSE(admits());
    EXPECT_EQ(suppress({.account = "shop", .output = Output::json}), exit_done);
    EXPECT_EQ(out.str(), "{\"suppressions\":[]}\n");
    EXPECT_EQ(suppress({.whose = Whose::all, .output = Output::json}), exit_done);
    EXPECT_EQ(json::parse(out.str())["suppressions"][0]["note"], "by letter");
}

TEST_F(CtlSuppress, WorksWhenMemoryIsFull) {
    bench.ask({"CONFIG", "SET", "maxmemory", "1"});
    EXPECT_EQ(add(), exit_done) << err.str();
    bench.ask({"CONFIG", "SET", "maxmemory", "0"});
    EXPECT_FALSE(admits());
}

}   // namespace
}   // namespace smsgw::app
