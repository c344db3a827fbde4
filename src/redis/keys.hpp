// Every key's spelling (docs/redis-keys.md). All keys of one message share the hash tag of its partition, all keys of one
// provider msgid share the tag of that id's partition, so that each function call stays in one slot of a cluster.
#pragma once

#include <array>
#include <boost/crc.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "domain/msgid.hpp"
#include "smsgw/message.hpp"
#include "smsgw/suppression.hpp"

namespace smsgw::redis {

// Each has a stream of its own in each partition. In order of precedence.
inline constexpr std::array lanes = {Lane::otp, Lane::normal, Lane::bulk};

class Keys {
public:
    // `partitions`: 1..256; fixed for a Redis, it may only grow (docs/adr/0004-partitions.md).
    explicit Keys(int partitions) : partitions_(partitions) {}

    int partitions() const { return partitions_; }

    // The partition of whatever is found again by `name`.
    int partition_for(std::string_view name) const {
        boost::crc_32_type crc;
        crc.process_bytes(name.data(), name.size());
        return static_cast<int>(crc.checksum() % static_cast<std::uint32_t>(partitions_));
    }

    static std::string tag(int partition) {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto p = static_cast<std::size_t>(partition);
        return {'{', digits[p >> 4 & 15], digits[p & 15], '}'};
    }

    static std::string message_prefix(int partition) { return tag(partition) + "m:"; }
    static std::string message(const MsgId& msgid) {
        return message_prefix(partition_of(msgid)) + msgid.str();
    }
    static std::string ready(int partition, Lane lane) {
        return tag(partition) + "q:" + std::string(to_text(lane));
    }
    static std::string due(int partition) { return tag(partition) + "z"; }
    static std::string counters(int partition) { return tag(partition) + "n"; }
    static std::string outbox(int partition, const AccountId& account) {
        return tag(partition) + "cb:" + account.str();
    }
    static std::string dead_letters(int partition) { return tag(partition) + "dlq"; }
    // The client's key is stored as a hash: it is often an order number.
    static std::string idempotency(int partition, const AccountId& account, std::string_view key) {
        return tag(partition) + "i:" + account.str() + ":" + hex(sha256(key).substr(0, 16));
    }

    static std::string usage(int partition, const AccountId& account) {
        return tag(partition) + "u:" + account.str();
    }
    // As a hash, too: it may be anything that names a person.
    static std::string reference(int partition, const AccountId& account, const Reference& reference) {
        return tag(partition) + "r:" + account.str() + ":" + hex(sha256(reference.str()).substr(0, 16));
    }

    // What an account, provider and country cost in one month ("202611"), and what became of the submits of each minute.
    static std::string spend(int partition, std::string_view month) {
        return tag(partition) + "sp:" + std::string(month);
    }
    static std::string quality_prefix(int partition) { return tag(partition) + "ql:"; }

    // What the messages of an account are judged by: of the account, not of a partition.
    static std::string admission_prefix(const AccountId& account) { return "{a:" + account.str() + "}"; }

    static std::string index_prefix(int partition) { return tag(partition) + "x:"; }
    static std::string parked_prefix(int partition) { return tag(partition) + "o:"; }
    static std::string parked_due(int partition) { return tag(partition) + "oz"; }

    // The suppression list of an account, or that of all; and how many messages to a number failed in a row.
    static std::string suppressions(const SuppressionScope& scope) {
        return scope ? "{a:" + scope->str() + "}sup" : "{sup}";
    }
    static std::string failures_prefix() { return "{sup}n:"; }
    static std::string failures(const AccountId& account, const E164Number& number) {
        return failures_prefix() + account.str() + ":" + std::string(number.digits());
    }

    // Accounts whose callback endpoint is disabled, each with the time since when.
    static std::string disabled_callbacks() { return "smsgw:callbacks:disabled"; }

    // Providers that a gateway has announced, with their tps; and the states of those that are not active.
    static std::string providers() { return "smsgw:providers"; }
    static std::string provider_states() { return "smsgw:providers:state"; }
    static std::string throttle(const ProviderId& provider) {
        return "smsgw:throttle:{" + provider.str() + "}";
    }

    // API keys that were revoked, by their ids, each with the time since when.
    static std::string revoked_keys() { return "smsgw:keys:revoked"; }

    // A CAPTCHA token that was shown to us, by its digest.
    static std::string captcha_token(std::string_view digest) { return "smsgw:captcha:" + hex(digest); }

    // Names this installation of the gateway: written once, by the first daemon that ever meets this Redis.
    static std::string installation() { return "smsgw:installation"; }
    static std::string rewritten() { return "smsgw:rewritten"; }

private:
    int partitions_;
};

// A provider's msgid as the index knows it: unique within the provider only.
inline std::string index_member(const ProviderId& provider, const ProviderMsgId& id) {
    return provider.str() + ":" + id.str();
}

}   // namespace smsgw::redis
