// smsgwctl sandbox: the lines that scripts read, and an operator behind them that works.
#include "app/ctl_sandbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "support/ctl_fixture.hpp"
#include "support/wait_until.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using testing::HasSubstr;

class CtlSandbox : public test::CtlTest {
protected:
    CtlSandbox() {
        sources.env["SMSGW_SANDBOX_API_KEY"] = "operator-key";
        sources.env["SMSGW_SANDBOX_WEBHOOK_SECRET"] = "operator-secret";
    }

    static SandboxOptions on_a_free_port() {
        SandboxOptions options;
        options.listen.port = 0;
        options.faults.report_delay = Millis{0};
        return options;
    }

    // Ends when the test cancels it.
    static Task<> until(std::shared_ptr<asio::steady_timer> stop) { co_await stop->async_wait(as_result); }
    static Task<> at_once() { co_return; }

    // The base URL in the line that says where it listens.
    std::string announced() const {
        const std::string start = "sandbox listening on ";
        const auto line = out.str();
        if (!line.starts_with(start)) throw std::runtime_error("not announced: " + line);
        return "http://" + line.substr(start.size(), line.find('\n') - start.size());
    }
};

TEST_F(CtlSandbox, TakesASubmitReportsItAndShowsItsBooksAtTheEnd) {
    // given a sandbox that runs until it is told to stop
    const auto stop = std::make_shared<asio::steady_timer>(io, asio::steady_timer::time_point::max());
    std::optional<int> code;
    asio::co_spawn(io, run_sandbox(on_a_free_port(), context(), until(stop)),
                   [&](std::exception_ptr, int result) { code = result; });
    ASSERT_TRUE(test::wait_until(io, [this] { return !out.str().empty(); }));
    // when a message is submitted
    http::ClientRequest submit;
    submit.url = announced() + "/v1/submit";
    submit.headers = {{"Authorization", "Bearer operator-key"}, {"Content-Type", "application/json"}};
    submit.body = json{{"to", "+31612345678"},
                       {"text", "Hi"},
                       {"sender", "Shop"},
                       {"ref", "m_1.1.x"},
                       {"report_url", server.url("/report")}}
                      .dump();
    EXPECT_EQ(answer_to(submit).status, 200);
    ASSERT_TRUE(test::wait_until(io, [this] {
        pass(Millis{1});   // between two reports
        return server.seen().size() == 2;
    }));
    stop->cancel();
    ASSERT_TRUE(test::wait_until(io, [&] {
        pass(Millis{100});   // the connection of the submit is idle and gets the time for one more request
        return code.has_value();
    }));
    // then both reports came, and the last line is the ledger
    EXPECT_EQ(code, exit_done) << err.str();
    EXPECT_EQ(json::parse(server.seen().at(0).body)["status"], "sent");
    EXPECT_EQ(json::parse(server.seen().at(1).body)["status"], "delivered");
    const auto text = out.str();
    const auto ledger = json::parse(text.substr(text.find('\n') + 1));
    EXPECT_EQ(ledger["accepted"], 1);
    EXPECT_EQ(ledger["reports_posted"], 2);
}

TEST_F(CtlSandbox, DoesNotStartWithoutItsSecrets) {
    for (const auto* name : {"SMSGW_SANDBOX_API_KEY", "SMSGW_SANDBOX_WEBHOOK_SECRET"}) {
        const auto value = sources.env.extract(name).mapped();
        err.str("");
        EXPECT_EQ(run_task(io, run_sandbox(on_a_free_port(), context(), at_once())), exit_misuse);
        EXPECT_THAT(err.str(), HasSubstr(std::string("the environment variable ") + name + " is not set"));
        sources.env[name] = value;
    }
    EXPECT_EQ(out.str(), "");
}

TEST_F(CtlSandbox, SaysWhenItsLedgerCannotBeWritten) {
    auto options = on_a_free_port();
    options.ledger_file = "/nonexistent/ledger";
    EXPECT_EQ(run_task(io, run_sandbox(options, context(), at_once())), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("cannot write the ledger"));
}

}   // namespace
}   // namespace smsgw::app
