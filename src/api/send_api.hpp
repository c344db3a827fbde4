// The calls that send: POST /send and POST /send/batch.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "api/gatekeeper.hpp"
#include "api/send_body.hpp"
#include "dispatch/routing.hpp"
#include "http/server.hpp"
#include "intake/intake.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::api {

class SendApi {
public:
    // `batch_bytes_max`: largest body of a batch; 0: what the listener takes.
    SendApi(Gatekeeper& gatekeeper, intake::Intake intake, dispatch::Routing routing, const Clock& clock,
            std::size_t batch_bytes_max)
        : gatekeeper_(gatekeeper),
          routing_(routing),
          clock_(clock),
          intake_(std::move(intake)),
          batch_bytes_max_(batch_bytes_max) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    struct Asked {
        const Account* account;
        std::string idempotency_key;
        TraceParent trace;
    };
    // A message that may be accepted, or its answer: refused, or a dry run.
    using Prepared = std::variant<intake::Plan, http::Response>;

    // One request of an account in progress, while it lives.
    class InFlight {
    public:
        InFlight(int& count) : count_(count) { ++count_; }
        ~InFlight() { --count_; }
        InFlight(const InFlight&) = delete;
        InFlight& operator=(const InFlight&) = delete;

    private:
        int& count_;
    };

    using Call = Task<http::Response> (SendApi::*)(http::Request request, Asked asked);
    Task<http::Response> serve(http::Request request, Call call);
    Task<http::Response> send(http::Request request, Asked asked);
    Task<http::Response> send_batch(http::Request request, Asked asked);
    Result<Asked> read_head(const http::Request& request);
    Prepared prepare(const SendBody& body, const Asked& asked, const std::string& request_id) const;
    intake::Wanted wanted(intake::Plan plan, const Account& account, std::string idempotency_key) const;
    Task<http::Response> accept(intake::Wanted wanted, std::string request_id);
    Task<> accept_into(http::Response& answer, intake::Wanted wanted, std::string request_id);
    http::Response deny(const Denial& denial, const Account& account, const std::string& request_id) const;
    void add_rate_headers(http::Response& response, const Account& account, Millis slack) const;

    Gatekeeper& gatekeeper_;
    dispatch::Routing routing_;
    const Clock& clock_;
    intake::Intake intake_;
    std::size_t batch_bytes_max_;
    std::map<const Account*, int> in_flight_;
};

}   // namespace smsgw::api
