#include "callback/verdict.hpp"

#include <algorithm>
#include <iterator>

namespace smsgw::callback {
namespace {

constexpr int pauses[] = {1, 6, 60, 360, 1440, 3600, 7200, 10080, 14400};
static_assert(std::size(pauses) + 1 == tries_max);

constexpr Millis asked_max = std::chrono::hours{1};

}   // namespace

Millis schedule_max(Millis first) {
    Millis sum{};
    for (const int pause : pauses) sum += first * pause;
    return sum * 12 / 10;
}

Verdict judge(const CallbackAnswer& answer, Attempt attempt) {
    if (answer.status >= 200 && answer.status < 300) return Told{};
    if (answer.status == 410) return EndpointGone{};
    if (attempt.tries + 1 >= tries_max) return GiveUp{};
    const auto nominal = attempt.first * pauses[attempt.tries];
    const auto factor = 0.8 + 0.4 * attempt.jitter;
    const Millis delay(static_cast<std::int64_t>(static_cast<double>(nominal.count()) * factor));
    const auto asked = std::min(answer.retry_after.value_or(Millis{0}), asked_max);
    return TellAgain{std::max(delay, asked)};
}

Breaker::Outcome breaker_outcome(const CallbackAnswer& answer) {
    if (answer.status == 429) return Breaker::Outcome::throttled;
    if (answer.error == "stopping") return Breaker::Outcome::none;
    return answer.status == 0 || answer.status >= 500 ? Breaker::Outcome::failure : Breaker::Outcome::success;
}

}   // namespace smsgw::callback
