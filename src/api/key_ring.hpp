// Whose an API key is. Only keyed hashes are held, never keys.
#pragma once

#include <string_view>
#include <vector>

#include "smsgw/account.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::api {

// Both live as long as the key ring.
struct Caller {
    const Account* account = nullptr;
    const ApiKey* key = nullptr;

    bool may(Scope scope) const;
};

// How a key is stored: lower-case hex of HMAC-SHA256(pepper, key).
std::string hash_key(const Secret& pepper, std::string_view key);

// A new key for an account: smsgw_<account>_<32 random><6 of checksum>. The checksum lets a scanner of leaked secrets, and
// us, tell a key from a look-alike without knowing it.
std::string make_key(const AccountId& account);

class KeyRing {
public:
    KeyRing(Secret pepper, std::vector<Account> accounts);

    // The holder of the key in an Authorization header, whatever the key may still do: see Gatekeeper. Errc::unauthorized,
    // the same for every reason; the time does not depend on which key is near: all hashes are compared, in constant time
    // each.
    Result<Caller> authenticate(std::string_view authorization) const;

private:
    Secret pepper_;
    std::vector<Account> accounts_;
};

}   // namespace smsgw::api
