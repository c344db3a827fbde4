// The workers of one engine: lease, record the attempt, submit, settle.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/report_ref.hpp"
#include "base/task_group.hpp"
#include "dispatch/config.hpp"
#include "dispatch/route_table.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/sms_provider.hpp"
#include "smsgw/ports/work_queue.hpp"

namespace smsgw::dispatch {

// A provider as the dispatcher uses it.
struct Upstream {
    SmsProvider* provider = nullptr;
    Millis submit_time_max = std::chrono::seconds{38};   // connect + write + read
    Millis report_window = std::chrono::hours{72};
    std::string report_url;   // public webhook URL of this provider, without the ref; empty: not reachable
};

class Dispatcher {
public:
    Dispatcher(asio::any_io_executor executor, WorkQueue& queue, Clock& clock,
               std::vector<Upstream> upstreams, const RouteTable& routes, const ReportRef& refs,
               DispatchConfig config, Jitter jitter);

    // Begins to lease and submit, and to take over what dead processes left.
    void start();

    // No new leases from here on, those not begun are given back, what is in flight is settled within `grace`; the rest
    // is left to its lease.
    Task<> stop(Millis grace);

    int in_flight() const { return in_flight_; }

private:
    struct Slot;

    Task<> run();
    Task<> run_reclaim();
    Task<> take(std::vector<Lease> leases);
    Task<> handle(Lease lease);
    Task<> handle_through(Lease lease, std::string provider_id, bool other_provider);
    Task<> settle(Lease lease, ProviderId provider, Settlement settlement);
    Task<SubmitOutcome> submit(Lease lease, std::string provider_id, MonoTime not_after);
    Task<> wait_for_slot();

    WorkQueue& queue_;
    Clock& clock_;
    std::unordered_map<std::string, Upstream> upstreams_;
    std::unordered_map<std::string, Breaker> breakers_;
    const RouteTable& routes_;
    const ReportRef& refs_;
    DispatchConfig config_;
    Jitter jitter_;
    asio::steady_timer slot_freed_;
    TaskGroup loops_;
    TaskGroup submits_;
    int in_flight_ = 0;
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
