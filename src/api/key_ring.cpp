#include "api/key_ring.hpp"

#include <algorithm>

#include "base/crypto.hpp"

namespace smsgw::api {
namespace {

constexpr std::string_view scheme = "bearer ";

bool has_scheme(std::string_view authorization) {
    return authorization.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char want, char got) {
               return want == (got >= 'A' && got <= 'Z' ? got + 32 : got);
           });
}

}   // namespace

bool Caller::may(Scope scope) const {
    return std::find(key->scopes.begin(), key->scopes.end(), scope) != key->scopes.end();
}

std::string hash_key(const Secret& pepper, std::string_view key) {
    return hex(hmac_sha256(pepper.reveal(), key));
}

std::string make_key(const AccountId& account) {
    const auto head = "smsgw_" + account.str() + "_" + random_base62(32);
    return head + hex(sha256(head)).substr(0, 6);
}

KeyRing::KeyRing(Secret pepper, std::vector<Account> accounts)
    : pepper_(std::move(pepper)), accounts_(std::move(accounts)) {}

Result<Caller> KeyRing::authenticate(std::string_view authorization) const {
    if (!has_scheme(authorization)) return Errc::unauthorized;
    const auto hash = hash_key(pepper_, authorization.substr(scheme.size()));
    Caller caller;
    for (const auto& account : accounts_)
        for (const auto& key : account.keys)
            if (equal_constant_time(key.hash, hash)) caller = {&account, &key};
    if (caller.account == nullptr) return Errc::unauthorized;
    return caller;
}

}   // namespace smsgw::api
