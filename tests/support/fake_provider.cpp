#include "support/fake_provider.hpp"

#include <boost/asio/this_coro.hpp>

namespace smsgw::test {

Task<SubmitOutcome> FakeProvider::submit(SubmitRequest request) {
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

Task<Result<WebhookNews>> FakeProvider::read_webhook(WebhookRequest request, WallTime) {
    webhooks.push_back(std::move(request));
    co_return webhook;
}

Task<LookupOutcome> FakeProvider::look_up(LookupRequest request) {
    asked.push_back(std::move(request));
    auto outcome = lookups.empty() ? LookupOutcome(LookupFailed{"unsupported"}) : lookups.front();
    if (!lookups.empty()) lookups.pop_front();
    co_return outcome;
}

Task<FeedbackOutcome> FakeProvider::tell_conversion(ConversionFeedback news) {
    told.push_back(std::move(news));
    auto outcome = feedback_answers.empty() ? FeedbackOutcome(FeedbackTaken{}) : feedback_answers.front();
    if (!feedback_answers.empty()) feedback_answers.pop_front();
    if (takes > Millis{0}) co_await clock.sleep_until(clock.mono_now() + takes);
    co_return outcome;
}

}   // namespace smsgw::test
