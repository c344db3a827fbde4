// The workbench over a real redis-server of its own, whose time the test moves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/report_ref.hpp"
#include "base/system_clock.hpp"
#include "base/task_group.hpp"
#include "redis/admission_store.hpp"
#include "redis/callback_store.hpp"
#include "redis/dead_letters.hpp"
#include "redis/installation.hpp"
#include "redis/message_store.hpp"
#include "redis/provider_states.hpp"
#include "redis/report_store.hpp"
#include "redis/store_reader.hpp"
#include "redis/submit_ledger.hpp"
#include "redis/suppression_store.hpp"
#include "redis/throttle.hpp"
#include "redis/work_queue.hpp"
#include "support/redis_server.hpp"
#include "support/storage_bench.hpp"

namespace smsgw::test {

// The function library with one line changed: the server's time is shifted by a key that advance() writes. Throws when
// the line is not there, so that no test believes it moves a time that stands.
std::string library_with_movable_time();

// Leases end at once, so that a test of reclaim() does not wait.
redis::StoreConfig quick_config();

class RedisBench : public StorageBench {
public:
    static constexpr const char* name = "Redis";

    explicit RedisBench(int partitions = 1, redis::StoreConfig config = quick_config());
    ~RedisBench() override;

    MessageStore& messages() override { return messages_; }
    WorkQueue& queue() override { return queue_; }
    WorkQueue& other_queue() override { return other_queue_; }
    redis::RedisReportStore& reports() override { return reports_; }
    DueWork& due() override { return reports_; }
    SubmitLedger& ledger() override { return ledger_; }
    StoreReader& store_reader() override { return store_reader_; }
    Throttle& throttle() override { return throttle_; }
    redis::RedisCallbackStore& outbox() override { return outbox_; }
    redis::RedisAdmissionStore& admission() { return admission_; }
    SuppressionStore& suppressions() override { return suppressions_; }
    ProviderStates& provider_states() override { return provider_states_; }
    DeadLetterStore& dead_letters() override { return dead_letters_; }
    void advance(Millis span) override;

    // What Redis holds, asked on another connection.
    redis::Reply ask(const std::vector<std::string>& words) const { return server.command(words); }
    bool has_text(const MsgId& msgid) const;
    std::int64_t ttl_ms(const MsgId& msgid) const;   // -1: none; -2: no such message
    int streams_with(const MsgId& msgid) const;      // entries of it, waiting or lent
    int due_with(const MsgId& msgid) const;          // 1 when it is due by time

    RedisServer server;
    SystemClock clock;
    redis::Connection& connection() { return connection_; }

private:
    std::string library_;
    redis::Keys keys_;
    ReportRef refs_;
    Millis offset_{0};
    TaskGroup group_;
    redis::Installation installation_;
    redis::Connection connection_;
    redis::Connection doorbell_;
    redis::RedisMessageStore messages_;
    redis::RedisReportStore reports_;
    redis::RedisWorkQueue queue_;
    redis::RedisWorkQueue other_queue_;
    redis::RedisSubmitLedger ledger_{connection_, clock, keys_};
    redis::RedisStoreReader store_reader_{connection_, keys_};
    redis::RedisThrottle throttle_;
    redis::RedisCallbackStore outbox_{connection_, clock, keys_};
    redis::RedisAdmissionStore admission_{connection_};
    redis::RedisSuppressionStore suppressions_{connection_};
    redis::RedisProviderStates provider_states_{connection_, keys_};
    redis::DeadLetters dead_letters_{connection_, clock, keys_.partitions()};
};

}   // namespace smsgw::test
