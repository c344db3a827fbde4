// The api listener: what an internal service may ask.
#pragma once

#include <vector>

#include "api/gatekeeper.hpp"
#include "api/send_api.hpp"
#include "api/suppression_api.hpp"
#include "dispatch/feedback_forwarder.hpp"
#include "dispatch/routing.hpp"
#include "http/server.hpp"
#include "smsgw/ports/admission_store.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/submit_ledger.hpp"

namespace smsgw::api {

class ClientApi {
public:
    struct Storage {
        MessageStore& messages;
        SubmitLedger& ledger;
        AdmissionStore& admission;
        SuppressionStore& suppressions;
    };

    // `batch_bytes_max`: largest body of a batch; 0: what the listener takes. `feedback`: who tells providers of codes that
    // were entered, and of others; null: nobody.
    ClientApi(Gatekeeper& gatekeeper, Storage storage, intake::AdmissionConfig admission,
              CaptchaVerifier* captcha, dispatch::Routing routing, const Clock& clock,
              std::size_t batch_bytes_max = 0, dispatch::FeedbackForwarder* feedback = nullptr)
        : gatekeeper_(gatekeeper),
          store_(storage.messages),
          ledger_(storage.ledger),
          admission_(storage.admission),
          clock_(clock),
          feedback_(feedback),
          send_api_(gatekeeper, intake::Intake(storage.messages, std::move(admission), captcha), routing,
                    clock, batch_bytes_max),
          suppression_api_(gatekeeper, storage.suppressions, clock) {}

    // Its rows of the listener's table; they refer to this object.
    std::vector<http::Route> routes();

private:
    Task<http::Response> show(http::Request request);
    Task<http::Response> list(http::Request request);
    Task<http::Response> cancel(http::Request request);
    Task<http::Response> convert(http::Request request);
    Task<http::Response> account(http::Request request);
    Task<Result<MessageView>> find_for(http::Request request, Scope scope);

    Gatekeeper& gatekeeper_;
    MessageStore& store_;
    SubmitLedger& ledger_;
    AdmissionStore& admission_;
    const Clock& clock_;
    dispatch::FeedbackForwarder* feedback_;
    SendApi send_api_;
    SuppressionApi suppression_api_;
};

}   // namespace smsgw::api
