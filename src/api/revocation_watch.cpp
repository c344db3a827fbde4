#include "api/revocation_watch.hpp"

namespace smsgw::api {
namespace {

constexpr Millis look_every = std::chrono::seconds{2};
constexpr Millis first_look_every{50};   // nobody comes in before it has succeeded

}   // namespace

Task<> RevocationWatch::run() {
    while (!stopping_) {
        pulse_.moved();
        co_await look();
        const auto pause = gatekeeper_.informed() ? look_every : first_look_every;
        co_await clock_.sleep_until(clock_.mono_now() + pause);
    }
    pulse_.rest();
}

Task<> RevocationWatch::look() {
    const auto revoked = co_await store_.read();
    if (revoked.has_error()) co_return;
    std::set<KeyId> keys;
    for (const auto& [key, at] : *revoked) keys.insert(key);
    gatekeeper_.revoke(std::move(keys));
}

}   // namespace smsgw::api
