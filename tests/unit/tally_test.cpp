// When codes that nobody entered are counted.
#include "intake/tally.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "support/fake_admission_store.hpp"
#include "support/fake_clock.hpp"
#include "support/run_task.hpp"

namespace smsgw::intake {
namespace {

using namespace std::chrono_literals;

std::vector<Account> accounts(bool feedback) {
    Account account;
    account.id = AccountId("shop");
    account.conversion_feedback = feedback;
    return {account};
}

TEST(ConversionTally, AsksAgainAtOnceWhileThereIsMoreAndEachSecondOtherwise) {
    asio::io_context io;
    TaskGroup group(io.get_executor());
    test::FakeClock clock;
    test::FakeAdmissionStore store;
    store.due = {200, 200, 3, 7};
    ConversionTally tally(store, accounts(true), clock);
    group.spawn("tally", tally.run());
    test::drive(io);
    EXPECT_EQ(store.due, std::vector{7});
    clock.advance(1s);
    test::drive(io);
    EXPECT_TRUE(store.due.empty());
    tally.stop();
    clock.advance(1s);
    test::drive(io);
}

TEST(ConversionTally, SaysWhatIsBlockedAndThatFeedbackHasStopped) {
    std::string lines;
    log::Capture capture(lines);
    note(AccountId("shop"), {"31612345", "feedback_lost"});
    EXPECT_NE(lines.find("abuse.blocked"), std::string::npos);
    EXPECT_NE(lines.find("31612345"), std::string::npos);
    EXPECT_NE(lines.find("abuse.feedback_lost"), std::string::npos);
}

TEST(ConversionTally, HasNothingToDoForAccountsThatDoNotTell) {
    asio::io_context io;
    TaskGroup group(io.get_executor());
    test::FakeClock clock;
    test::FakeAdmissionStore store;
    store.due = {5};
    ConversionTally tally(store, accounts(false), clock);
    group.spawn("tally", tally.run());
    test::drive(io);
    EXPECT_EQ(store.due, std::vector{5});
}

}   // namespace
}   // namespace smsgw::intake
