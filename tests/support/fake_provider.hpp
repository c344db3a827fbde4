// A provider that answers what a test has written down for it.
#pragma once

#include <boost/asio/this_coro.hpp>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::test {

class FakeProvider : public SmsProvider {
public:
    explicit FakeProvider(Clock& time, std::string name = "x") : clock(time), name_(std::move(name)) {}

    std::deque<SubmitOutcome> answers;      // in this order; then `otherwise`
    SubmitOutcome otherwise = Accepted{};   // without ids: each submit is given one of its own
    Millis takes{0};                        // how long an answer takes, on the fake clock
    std::vector<SubmitRequest> submits;     // as they came
    int under_way = 0;
    int under_way_most = 0;
    std::function<void()> on_submit;   // what happens meanwhile

    std::deque<LookupOutcome> lookups;   // answers in this order; without any it cannot be asked
    std::vector<LookupRequest> asked;
    enum class Repeats { make_two, are_dropped } repeats = Repeats::make_two;

    enum class Feedback { not_taken, taken } feedback = Feedback::not_taken;
    std::deque<FeedbackOutcome> feedback_answers;   // in this order; then FeedbackTaken
    std::vector<ConversionFeedback> told;

    Result<WebhookNews> webhook = WebhookNews{};   // what read_webhook() answers
    std::vector<WebhookRequest> webhooks;

    const ProviderId& id() const override { return name_; }

    Task<SubmitOutcome> submit(SubmitRequest request) override;

    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime) override;

    bool deduplicates() const override { return repeats == Repeats::are_dropped; }
    bool can_look_up() const override { return !lookups.empty(); }
    Task<LookupOutcome> look_up(LookupRequest request) override;

    bool takes_feedback() const override { return feedback == Feedback::taken; }
    Task<FeedbackOutcome> tell_conversion(ConversionFeedback news) override;

    Clock& clock;

private:
    ProviderId name_;
};

}   // namespace smsgw::test
