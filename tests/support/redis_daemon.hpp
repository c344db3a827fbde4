// A daemon as far as storage goes: the connections of an engine, greeted as it greets them, and the stores on them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "redis/installation.hpp"
#include "redis/message_store.hpp"
#include "redis/report_store.hpp"
#include "redis/server_check.hpp"
#include "redis/version.hpp"
#include "redis/work_queue.hpp"
#include "support/messages.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::test {

class RedisDaemonFixture : public RedisFixture {
protected:
    struct Daemon {
        Daemon(RedisDaemonFixture& test, const redis::RedisAddress& address)
            : installation(test.clock, redis::Keys(1), redis::Durability::relaxed, redis::library_code(),
                           redis::library_minor(), refs),
              connection(test.connect(
                  address, [this](redis::Connection& greeted) { return installation.join(greeted); })),
              doorbell(test.connect(address, redis::check_primary)),
              messages(connection, test.clock, redis::Keys(1), {}),
              reports(connection, test.clock, redis::Keys(1), {}),
              queue(connection, doorbell, test.clock, reports, redis::Keys(1), {}, "a") {}

        std::string reason() const {
            return installation.reasons().empty() ? "" : installation.reasons().front();
        }

        ReportRef refs;
        redis::Installation installation;
        redis::Connection& connection;
        redis::Connection& doorbell;
        redis::RedisMessageStore messages;
        redis::RedisReportStore reports;
        redis::RedisWorkQueue queue;
    };

    // Connected and ready. It lives until the connections have been stopped: they are greeted by its installation.
    std::shared_ptr<Daemon> start_daemon(const redis::RedisAddress& address) {
        auto daemon = daemons_.emplace_back(std::make_shared<Daemon>(*this, address));
        EXPECT_TRUE(ready(daemon->connection) && ready(daemon->doorbell)) << daemon->reason();
        return daemon;
    }

    bool until(const std::function<bool()>& condition) { return wait_until(io, condition); }

    boost::system::error_code lease_error(Daemon& daemon) {
        const auto leased = run_task(io, daemon.queue.lease(10));
        return leased.has_error() ? leased.error() : boost::system::error_code{};
    }
    Result<Admitted> admit(Daemon& daemon) { return run_task(io, daemon.messages.admit(a_new_message())); }

private:
    std::vector<std::shared_ptr<Daemon>> daemons_;
};

}   // namespace smsgw::test
