// One workbench for every storage: the contract suite says each behaviour once and runs it on the fake and on real Redis.
#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <vector>

#include "smsgw/ports/callback_store.hpp"
#include "smsgw/ports/dead_letter_store.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/provider_states.hpp"
#include "smsgw/ports/report_store.hpp"
#include "smsgw/ports/store_stats.hpp"
#include "smsgw/ports/submit_ledger.hpp"
#include "smsgw/ports/suppression_store.hpp"
#include "smsgw/ports/throttle.hpp"
#include "smsgw/ports/work_queue.hpp"
#include "support/messages.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {

inline const ProviderId provider_x{"x"};
inline constexpr Millis report_window = std::chrono::hours{72};
inline constexpr Millis submit_budget = std::chrono::seconds{45};

// Errors throw, with their word: a test that wants one asks the port itself through run().
class StorageBench {
public:
    virtual ~StorageBench() = default;

    virtual MessageStore& messages() = 0;
    virtual WorkQueue& queue() = 0;
    virtual WorkQueue& other_queue() = 0;   // of another process
    virtual ReportStore& reports() = 0;
    virtual DueWork& due() = 0;
    virtual SubmitLedger& ledger() = 0;
    virtual StoreReader& store_reader() = 0;
    virtual Throttle& throttle() = 0;
    virtual CallbackStore& outbox() = 0;
    virtual SuppressionStore& suppressions() = 0;
    virtual ProviderStates& provider_states() = 0;
    virtual DeadLetterStore& dead_letters() = 0;
    virtual void advance(Millis span) = 0;   // moves the storage's clock

    template <class T>
    T run(Task<T> task) {
        return run_task(io, std::move(task));
    }

    Message admit(NewMessage message = a_new_message());
    MessageView view(const MsgId& msgid);
    MsgStatus status(const MsgId& msgid) { return view(msgid).status; }
    // "queued submitting submitted"; "gap" where the numbers do not go 1, 2, 3…
    std::string timeline(const MsgId& msgid);

    std::vector<Lease> lease(int max = 10) { return value_of(run(queue().lease(max))); }
    Lease lease_one();   // throws unless exactly one is ready
    Begun begin(const Lease& lease, std::optional<Money> estimate = {}, ProviderId provider = provider_x) {
        NewAttempt attempt{std::move(provider), submit_budget, std::move(estimate)};
        return value_of(run(queue().begin(lease, std::move(attempt))));
    }
    Lease begun();                     // admitted, lent and begun: as a worker holds it while it submits
    Lease begun(const Lease& lease);   // throws unless it may go
    void settle(const Lease& lease, Settlement settlement);
    MsgId submitted(std::vector<std::string> ids = {"p1"});   // a message that the provider has accepted

    Applied report(MsgStatus status, const std::string& provider_msgid = "p1");
    Applied report_by_ref(const MsgId& msgid, MsgStatus status, int attempt = 1);
    std::vector<Lease> reclaim();   // by another process: none or one
    int promote() { return promoted().moved; }
    Promoted promoted() { return value_of(run(due().promote(100))); }

    asio::io_context io;
};

SettleSubmitted accepted_as(const std::vector<std::string>& ids = {"p1"});

// The lanes of leases, one letter each: "oonb".
std::string lanes_of(const std::vector<Lease>& leases);

}   // namespace smsgw::test
