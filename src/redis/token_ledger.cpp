#include "redis/token_ledger.hpp"

#include "redis/calls.hpp"
#include "redis/keys.hpp"

namespace smsgw::redis {

// Not repeated when the answer is lost: the repeat would find the claim of the first call and take it for somebody else's.
Task<Result<TokenUse>> RedisTokenLedger::claim(std::string digest, Millis keep) {
    Command command("SET");
    command << Keys::captcha_token(digest) << "1"
            << "NX"
            << "PX" << keep.count();
    const auto reply = co_await call_function(connection_, std::move(command));
    if (reply.has_error()) co_return reply.error();
    co_return reply->kind == Reply::Kind::nil ? TokenUse::repeated : TokenUse::first;
}

}   // namespace smsgw::redis
