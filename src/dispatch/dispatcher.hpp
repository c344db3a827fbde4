// The workers of one engine: lease, record the attempt, submit, settle.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <vector>

#include "base/heartbeat.hpp"
#include "base/report_ref.hpp"
#include "base/task_group.hpp"
#include "dispatch/config.hpp"
#include "dispatch/routing.hpp"
#include "dispatch/turnstile.hpp"
#include "dispatch/upstreams.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/throttle.hpp"
#include "smsgw/ports/work_queue.hpp"

namespace smsgw::dispatch {

// Does this dispatcher look after what dead processes left? One per process does: a message that its process may have
// died of is handled while no other of this dispatcher is at stake.
enum class Reclaims : std::uint8_t { yes, no };

class Dispatcher {
public:
    // The ports that the workers share with those of other processes.
    struct Storage {
        WorkQueue& queue;
        Throttle& throttle;
        ProviderStates& states;
    };

    Dispatcher(asio::any_io_executor executor, Storage storage, Clock& clock, std::vector<Upstream> upstreams,
               const Routing& routing, const Quality& quality, const ReportRef& refs, DispatchConfig config,
               Jitter jitter);

    // Begins to lease and submit.
    void start(Reclaims reclaims = Reclaims::yes);

    // No new leases from here on, those not begun are given back, what is in flight is settled within `grace`; the rest
    // is left to its lease.
    Task<> stop(Millis grace);

    int in_flight() const { return in_flight_; }

    // Of the loops and of every message in hand. The time that storage is away must not count: its calls are repeated.
    Heartbeat& heartbeat() { return heartbeat_; }

private:
    class Slot;

    Task<> run();
    Task<> run_states();
    Task<> run_reclaim();
    Task<> reclaim_all();
    Task<> take(std::vector<Lease> leases, Heartbeat::Pulse* pulse);
    Task<> handle(Lease lease);
    Task<> put_off(Lease lease, Way way);
    void put_back(const Way& way);
    Task<> give_back(Lease lease, Millis delay, std::string reason);
    Task<> handle_through(Lease lease, Way way, Slot* slot);
    Task<> settle(Lease lease, ProviderId provider, Settlement settlement);
    Task<SubmitOutcome> submit(Lease lease, UpstreamState* through, MonoTime not_after);
    std::optional<Millis> hedge_after(const Lease& lease, const Way& way) const;
    bool quiet() const { return !leasing_ && unbegun_ == 0; }
    Task<> wait_for_change();

    WorkQueue& queue_;
    ProviderStates& states_;
    Clock& clock_;
    const ReportRef& refs_;
    DispatchConfig config_;
    Jitter jitter_;
    Millis span_;   // of all pulses
    Upstreams upstreams_;
    const PriceTable& prices_;
    Turnstile turnstile_;
    asio::steady_timer changed_;   // never expires; cancelled when a slot is freed or the workers fall quiet
    Heartbeat heartbeat_;
    Heartbeat::Pulse states_pulse_;
    Heartbeat::Pulse lease_pulse_;
    Heartbeat::Pulse reclaim_pulse_;
    TaskGroup loops_;
    TaskGroup submits_;
    int in_flight_ = 0;
    int unbegun_ = 0;             // of those: taken, and no attempt recorded yet
    bool leasing_ = false;        // a call for new leases is under way
    bool reclaiming_ = false;     // no new leases meanwhile
    bool states_known_ = false;   // nothing is leased before it is known which providers are to be left alone
    bool stopping_ = false;
};

}   // namespace smsgw::dispatch
