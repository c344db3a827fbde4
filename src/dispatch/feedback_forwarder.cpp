#include "dispatch/feedback_forwarder.hpp"

#include <utility>

#include "base/log.hpp"

namespace smsgw::dispatch {

FeedbackForwarder::FeedbackForwarder(asio::any_io_executor executor, Clock& clock,
                                     const std::vector<SmsProvider*>& providers)
    : clock_(clock), under_way_(std::move(executor)) {
    for (auto* provider : providers)
        if (provider->takes_feedback()) takers_.emplace(provider->id().str(), provider);
}

void FeedbackForwarder::forward(const MessageView& view, Conversion outcome) {
    const auto found = takers_.find(view.provider);
    if (found == takers_.end() || view.duplicate_possible || view.provider_msgids.empty()) return;
    if (under_way_.size() >= in_flight_max) {
        ++dropped_;   // logged by the next one that ends
        return;
    }
    std::vector<ConversionFeedback> all;
    for (const auto& id : view.provider_msgids) all.push_back({id, outcome, clock_.wall_now()});
    under_way_.spawn("feedback", tell(found->second, view.message.msgid, std::move(all)));
}

Task<> FeedbackForwarder::tell(SmsProvider* provider, MsgId msgid, std::vector<ConversionFeedback> all) {
    for (const auto& one : all) {
        const auto outcome = co_await provider->tell_conversion(one);
        if (const auto* failed = std::get_if<FeedbackFailed>(&outcome)) {
            log::info("feedback.failed", {log::f(msgid), log::f(provider->id()), log::f(one.id),
                                          log::f("error", failed->error)});
            break;
        }
        log::debug("feedback.taken", {log::f(msgid), log::f(provider->id()), log::f(one.id)});
    }
    if (const auto count = std::exchange(dropped_, 0); count > 0)
        log::warn("feedback.dropped", {log::f("count", count)});
}

Task<> FeedbackForwarder::stop(Millis grace) {
    return drain(under_way_, clock_, grace);
}

}   // namespace smsgw::dispatch
