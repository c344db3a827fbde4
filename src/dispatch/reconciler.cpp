#include "dispatch/reconciler.hpp"

#include "base/log.hpp"

namespace smsgw::dispatch {

Reconciler::Reconciler(asio::any_io_executor executor, DueWork& due, MessageStore& messages,
                       const ReportRef& refs, const std::vector<SmsProvider*>& providers, int attempts_max)
    : due_(due),
      messages_(messages),
      refs_(refs),
      attempts_max_(attempts_max),
      questions_(std::move(executor)) {
    for (auto* provider : providers)
        if (provider->can_look_up()) askable_.emplace(provider->id().str(), provider);
}

void Reconciler::ask(std::vector<Held> held) {
    for (auto& one : held) {
        const auto found = askable_.find(one.provider.str());
        if (found != askable_.end() && questions_.size() < questions_max)
            questions_.spawn("look_up", ask_one(found->second, std::move(one)));
    }
}

Task<> Reconciler::ask_one(SmsProvider* provider, Held held) {
    LookupRequest request{
        .msgid = held.msgid, .attempt = held.attempt, .ref = refs_.make(held.msgid, held.attempt)};
    // Without it a provider that can be asked by reference alone still can.
    const auto view = co_await messages_.find(held.msgid);
    if (view.has_value()) {
        request.to = view->message.to;
        request.accepted_at = view->message.accepted_at;
    }
    auto outcome = co_await provider->look_up(std::move(request));
    if (const auto* failed = std::get_if<LookupFailed>(&outcome)) {
        log::warn("lookup.failed",
                  {log::f(held.msgid), log::f(held.provider), log::f("error", failed->error)});
        co_return;
    }
    auto* found = std::get_if<LookupFound>(&outcome);
    log::info("lookup.ended", {log::f(held.msgid), log::f(held.provider), log::f("attempt", held.attempt),
                               log::f("result", found != nullptr ? "came" : "never_came")});
    // An error of storage is no loss: the message stays held and is asked about again, or ends unconfirmed.
    if (found != nullptr)
        co_await due_.came(std::move(held), std::move(found->ids), std::move(found->report));
    else
        co_await due_.never_came(std::move(held), attempts_max_);
}

Task<> Reconciler::stop() {
    questions_.close();
    questions_.cancel_all();
    co_await questions_.join();
}

}   // namespace smsgw::dispatch
