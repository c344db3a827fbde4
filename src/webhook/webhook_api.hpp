// The webhook listener: what providers tell us.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/report_ref.hpp"
#include "dlr/report_desk.hpp"
#include "dlr/suppression_desk.hpp"
#include "http/server.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::webhook {

class WebhookApi {
public:
    // Who works on what is told.
    struct Desks {
        dlr::ReportDesk& reports;
        dlr::SuppressionDesk& suppressions;
    };

    // `public_url`: what providers were given and sign, without a trailing slash.
    WebhookApi(std::vector<SmsProvider*> providers, Desks desks, const ReportRef& refs, Clock& clock,
               std::string public_url, http::ProblemBuilder problem);

    // POST and GET of /webhooks/{provider} and /webhooks/{provider}/{ref}. 2xx only when every report is applied, was no
    // news, or is parked durably, and every STOP is stored; 401 not authentic; 400 unreadable; 503 storage is away: providers repeat those.
    std::vector<http::Route> routes();

private:
    Task<http::Response> receive(http::Request request);

    std::map<std::string, SmsProvider*, std::less<>> providers_;
    Desks desks_;
    const ReportRef& refs_;
    Clock& clock_;
    std::string public_url_;
    http::ProblemBuilder problem_;
};

}   // namespace smsgw::webhook
