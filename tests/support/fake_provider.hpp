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

    Task<SubmitOutcome> submit(SubmitRequest request) override {
        co_await asio::this_coro::throw_if_cancelled(false);
        submits.push_back(std::move(request));
        under_way_most = std::max(under_way_most, ++under_way);
        auto outcome = answers.empty() ? otherwise : answers.front();
        if (!answers.empty()) answers.pop_front();
        if (auto* accepted = std::get_if<Accepted>(&outcome); accepted != nullptr && accepted->ids.empty())
            accepted->ids.emplace_back(name_.str() + std::to_string(submits.size()));
        if (on_submit) on_submit();
        if (takes > Millis{0}) co_await clock.sleep_until(clock.mono_now() + takes);
        --under_way;
        const auto cancelled = co_await asio::this_coro::cancellation_state;
        if (cancelled.cancelled() != asio::cancellation_type::none) co_return Ambiguous{"cancelled"};
        co_return outcome;
    }

    Task<Result<WebhookNews>> read_webhook(WebhookRequest request, WallTime) override {
        webhooks.push_back(std::move(request));
        co_return webhook;
    }

    bool deduplicates() const override { return repeats == Repeats::are_dropped; }
    bool can_look_up() const override { return !lookups.empty(); }
    Task<LookupOutcome> look_up(LookupRequest request) override {
        asked.push_back(std::move(request));
        auto outcome = lookups.empty() ? LookupOutcome(LookupFailed{"unsupported"}) : lookups.front();
        if (!lookups.empty()) lookups.pop_front();
        co_return outcome;
    }

    bool takes_feedback() const override { return feedback == Feedback::taken; }
    Task<FeedbackOutcome> tell_conversion(ConversionFeedback news) override {
        told.push_back(std::move(news));
        auto outcome = feedback_answers.empty() ? FeedbackOutcome(FeedbackTaken{}) : feedback_answers.front();
        if (!feedback_answers.empty()) feedback_answers.pop_front();
        if (takes > Millis{0}) co_await clock.sleep_until(clock.mono_now() + takes);
        co_return outcome;
    }

    Clock& clock;

private:
    ProviderId name_;
};

}   // namespace smsgw::test
