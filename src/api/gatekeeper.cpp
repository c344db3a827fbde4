#include "api/gatekeeper.hpp"

#include <algorithm>

#include "api/client_address.hpp"
#include "base/log.hpp"
#include "base/time_text.hpp"

namespace smsgw::api {
namespace {

constexpr std::size_t seen_max = 10'000;   // beyond it they are seen anew
constexpr auto near_end = std::chrono::days{7};
constexpr auto mention_every = std::chrono::days{1};

}   // namespace

Result<Caller> Gatekeeper::admit(const http::Request& request, Scope scope) {
    const auto now = clock_.mono_now();
    const auto address = client_address(request, config_.trusted_proxies);
    const auto source = address ? source_of(*address) : request.peer;
    const auto caller = keys_.authenticate(request.header("Authorization"));
    const auto* const flaw = caller.has_value() ? flaw_of(*caller->key, address) : "unknown";
    const bool good = flaw == nullptr;
    const bool seen = good && seen_.contains({source, caller->key});
    if (!seen && limit_.exceeded(source, now)) return Errc::auth_limited;
    if (!good) {
        limit_.count(source, now);
        if (limit_.exceeded(source, now)) log::warn("auth.limited", {log::f("source", source)});
        if (caller.has_value())   // of others there is nothing to tell but that they came
            log::warn("key.refused", {log::f(caller->account->id), log::f("key", caller->key->id().str()),
                                      log::f("reason", flaw), log::f("source", source)});
        return Errc::unauthorized;
    }
    if (!informed_) return Errc::storage_unavailable;
    if (!seen) {
        if (seen_.size() >= seen_max) seen_.clear();
        seen_.emplace(source, caller->key);
    }
    mention_end(*caller);
    if (!caller->may(scope)) return Errc::forbidden;
    return caller;
}

void Gatekeeper::revoke(std::set<KeyId> keys) {
    for (const auto& key : keys)
        if (!revoked_.contains(key)) log::warn("key.revoked", {log::f("key", key.str())});
    for (const auto& key : revoked_)
        if (!keys.contains(key)) log::warn("key.restored", {log::f("key", key.str())});
    revoked_ = std::move(keys);
    informed_ = true;
}

// Why a key that is known opens nothing now; null: it does.
const char* Gatekeeper::flaw_of(const ApiKey& key, const std::optional<asio::ip::address>& address) const {
    if (revoked_.contains(key.id())) return "revoked";
    if (key.expires && *key.expires <= clock_.wall_now()) return "expired";
    const auto holds = [&](const IpRange& range) { return address && range.contains(*address); };
    if (!key.from.empty() && std::none_of(key.from.begin(), key.from.end(), holds)) return "network";
    return nullptr;
}

// Nobody should learn of it by the first 401.
void Gatekeeper::mention_end(const Caller& caller) {
    const auto& end = caller.key->expires;
    const auto now = clock_.wall_now();
    if (!end || *end - now > near_end) return;
    auto& mentioned = mentioned_[caller.key];
    if (mentioned != WallTime{} && now - mentioned < mention_every) return;
    mentioned = now;
    log::warn("key.expires_soon", {log::f(caller.account->id), log::f("key", caller.key->id().str()),
                                   log::f("expires", to_rfc3339(*end))});
}

}   // namespace smsgw::api
