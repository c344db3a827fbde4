// The calls that send: POST /send and POST /send/batch.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "api/key_ring.hpp"
#include "api/send_body.hpp"
#include "dispatch/routing.hpp"
#include "http/server.hpp"
#include "intake/intake.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::api {

class SendApi {
public:
    // `batch_bytes_max`: largest body of a batch; 0: what the listener takes.
    SendApi(const KeyRing& keys, MessageStore& store, dispatch::Routing routing, const Clock& clock,
            std::size_t batch_bytes_max)
        : keys_(keys), routing_(routing), clock_(clock), intake_(store), batch_bytes_max_(batch_bytes_max) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    struct Asked {
        const Account* account;
        std::string idempotency_key;
    };
    // A message that may be accepted, or its answer: refused, or a dry run.
    using Prepared = std::variant<intake::Plan, http::Response>;

    Task<http::Response> send(http::Request request);
    Task<http::Response> send_batch(http::Request request);
    Result<Asked> read_head(const http::Request& request) const;
    Prepared prepare(const SendBody& body, const Asked& asked, const std::string& request_id) const;
    Task<http::Response> accept(intake::Plan plan, std::string idempotency_key, std::string request_id);
    Task<> accept_into(http::Response& answer, intake::Plan plan, std::string idempotency_key,
                       std::string request_id);

    const KeyRing& keys_;
    dispatch::Routing routing_;
    const Clock& clock_;
    intake::Intake intake_;
    std::size_t batch_bytes_max_;
};

}   // namespace smsgw::api
