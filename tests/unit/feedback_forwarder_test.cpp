// Who is told that a code was entered, how often, and what happens to feedback that cannot be handed over.
#include "dispatch/feedback_forwarder.hpp"

#include <gtest/gtest.h>

#include "base/log.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_provider.hpp"
#include "support/messages.hpp"
#include "support/run_task.hpp"

namespace smsgw::dispatch {
namespace {

using namespace std::chrono_literals;
using test::FakeProvider;

// Every line, in the same format wherever the tests run.
struct LogEverything {
    LogEverything() { log::configure(log::Level::debug, log::Format::logfmt); }
    ~LogEverything() { log::configure(log::Level::info, log::Format::automatic); }
};

class Feedback : public testing::Test {
protected:
    void TearDown() override { test::run_task(io, forwarder.stop(0ms)); }

    static MessageView a_view(const std::string& provider = "x",
                              const std::vector<std::string>& ids = {"p1"}) {
        MessageView view{.message = test::a_message(), .provider = provider};
        view.message.msgid = MsgId("m_1");
        for (const auto& id : ids) view.provider_msgids.emplace_back(id);
        return view;
    }
    void forward(const MessageView& view, Conversion outcome = Conversion::converted) {
        forwarder.forward(view, outcome);
        test::drive(io);
    }
    bool logged(const std::string& words) const { return lines.find(words) != std::string::npos; }

    static FakeProvider taking(Clock& clock, const std::string& name) {
        FakeProvider provider{clock, name};
        provider.feedback = FakeProvider::Feedback::taken;
        return provider;
    }

    asio::io_context io;
    test::FakeClock clock;
    FakeProvider x = taking(clock, "x");
    FakeProvider y = taking(clock, "y");
    FakeProvider deaf{clock, "deaf"};
    LogEverything everything;
    std::string lines;
    log::Capture capture{lines};
    FeedbackForwarder forwarder{io.get_executor(), clock, {&x, &y, &deaf}};
};

TEST_F(Feedback, GoesToTheProviderThatHasTheMessage) {
    forward(a_view("x"));
    forward(a_view("y"), Conversion::unconverted);
    ASSERT_EQ(x.told.size(), 1U);
    EXPECT_EQ(x.told[0].id.str(), "p1");
    EXPECT_EQ(x.told[0].outcome, Conversion::converted);
    EXPECT_EQ(x.told[0].at, clock.wall);
    ASSERT_EQ(y.told.size(), 1U);
    EXPECT_EQ(y.told[0].outcome, Conversion::unconverted);
    EXPECT_TRUE(logged("feedback.taken"));
}

TEST_F(Feedback, IsToldOfEverySegmentThatHasAnIdOfItsOwn) {
    forward(a_view("x", {"p1", "p2", "p3"}));
    ASSERT_EQ(x.told.size(), 3U);
    EXPECT_EQ(x.told[2].id.str(), "p3");
}

TEST_F(Feedback, IsNotForProvidersThatTakeNone) {
    forward(a_view("deaf"));
    forward(a_view("gone"));
    EXPECT_TRUE(deaf.told.empty());
    EXPECT_EQ(lines, "");
}

TEST_F(Feedback, IsNotForMessagesThatNoProviderHasNamed) {
    forward(a_view("x", {}));
    forward(a_view("", {}));
    EXPECT_TRUE(x.told.empty());
    EXPECT_EQ(lines, "");
}

// A hedge's ids stand beside the first attempt's, and only that one's provider is known.
TEST_F(Feedback, IsNotForMessagesThatMayHaveBeenSubmittedTwice) {
    auto view = a_view("x", {"of-x", "of-y"});
    view.duplicate_possible = true;
    forward(view);
    EXPECT_TRUE(x.told.empty());
    EXPECT_TRUE(y.told.empty());
}

TEST_F(Feedback, IsTriedOnceAndItsFailureLogged) {
    x.feedback_answers = {FeedbackFailed{"http_402"}};
    forward(a_view("x", {"p1", "p2"}));
    EXPECT_EQ(x.told.size(), 1U) << "the second id would fare no better";
    EXPECT_TRUE(logged("feedback.failed"));
    EXPECT_TRUE(logged("http_402"));
    EXPECT_FALSE(logged("feedback.taken"));
    EXPECT_EQ(lines.find(test::a_message().to.str()), std::string::npos);
}

TEST_F(Feedback, IsLeftOutAndCountedWhileTooMuchIsUnderWay) {
    x.takes = 1s;
    for (std::size_t i = 0; i < FeedbackForwarder::in_flight_max + 3; ++i) forward(a_view());
    EXPECT_EQ(x.told.size(), FeedbackForwarder::in_flight_max);
    EXPECT_FALSE(logged("feedback.dropped"));
    clock.advance(1s);
    test::drive(io);
    const auto at = lines.find("feedback.dropped");
    ASSERT_NE(at, std::string::npos);
    EXPECT_NE(lines.find("count=3", at), std::string::npos);
    EXPECT_EQ(lines.find("feedback.dropped", at + 1), std::string::npos) << "counted once";
    forward(a_view());
    EXPECT_EQ(x.told.size(), FeedbackForwarder::in_flight_max + 1) << "there is room again";
}

TEST_F(Feedback, UnderWayHasTheGraceToEndAndNothingMoreIsTakenThen) {
    x.takes = 1s;
    forward(a_view());
    TaskGroup stopping(io.get_executor());
    stopping.spawn("stop", forwarder.stop(5s));
    test::drive(io);
    forward(a_view());
    EXPECT_EQ(x.told.size(), 1U);
    EXPECT_EQ(stopping.size(), 1U) << "it waits";
    clock.advance(1s);
    test::drive(io);
    EXPECT_EQ(stopping.size(), 0U);
    EXPECT_TRUE(logged("feedback.taken"));
}

}   // namespace
}   // namespace smsgw::dispatch
