// Says what an outage was, without flooding the log while it lasts.
#include "redis/outage_log.hpp"

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace smsgw::redis {

void OutageLog::failed(const boost::system::error_code& error) {
    const auto now = clock_.mono_now();
    if (failures_ == 0) since_ = now;
    ++failures_;
    metrics::count(metrics::Id::redis_disconnects);
    if (failures_ > 1 && now - last_logged_ < std::chrono::seconds{1}) return;
    last_logged_ = now;
    log::warn("redis.connection_lost",
              {log::f("connection", name_), log::f("address", address_), log::f(error),
               log::f("reason", error.message()), log::f("failures", failures_)});
}

void OutageLog::connected() {
    const auto took = failures_ == 0 ? Millis{0} : std::chrono::floor<Millis>(clock_.mono_now() - since_);
    log::info("redis.connected", {log::f("connection", name_), log::f("address", address_),
                                  log::f("failures", failures_), log::f("took_ms", took)});
    failures_ = 0;
}

void OutageLog::distrusted(std::string_view reason) {
    const auto now = clock_.mono_now();
    const auto word =
        reason.substr(0, reason.find(' '));   // what follows may name a key, another one each time
    const bool again = distrusts_ > 0 && word == distrusted_for_;
    distrusts_ = again ? distrusts_ + 1 : 1;
    if (again && now - distrust_logged_ < std::chrono::minutes{1}) return;
    distrusted_for_ = word;
    distrust_logged_ = now;
    log::error("redis.distrusted", {log::f("connection", name_), log::f("address", address_),
                                    log::f("reason", reason), log::f("times", distrusts_)});
}

}   // namespace smsgw::redis
