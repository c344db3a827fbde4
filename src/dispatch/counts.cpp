#include "dispatch/counts.hpp"

#include <algorithm>

#include "base/metrics.hpp"

namespace smsgw::dispatch {
namespace {

using metrics::Id;

std::chrono::duration<double> waited(const Message& message, WallTime now) {
    return std::max(WallTime::duration{0}, now - message.send_at.value_or(message.accepted_at));
}

}   // namespace

void count_submit(const ProviderId& provider, std::string_view outcome, std::chrono::duration<double> took) {
    metrics::count(Id::submits, {provider.str(), outcome.substr(0, outcome.find(':'))});
    metrics::observe(Id::submit_seconds, took, {provider.str()});
}

void count_first_attempt(const Message& message, WallTime now) {
    if (!message.send_at) metrics::observe(Id::accept_to_submit_seconds, waited(message, now), {to_text(message.lane)});
}

void count_put_off(const Message& message, std::string_view reason, WallTime now) {
    metrics::count(Id::messages_put_off, {reason.empty() ? "stopping" : reason});
    metrics::observe(Id::put_off_age_seconds, waited(message, now), {to_text(message.lane)});
}

}   // namespace smsgw::dispatch
