// What one request to a provider's webhook said, and what that provider wants to hear back.
#pragma once

#include <string>
#include <vector>

#include "smsgw/delivery_report.hpp"
#include "smsgw/mo_message.hpp"

namespace smsgw {

struct WebhookAnswer {
    int status = 200;
    std::string content_type = "text/plain";
    std::string body = "OK";
};

struct WebhookNews {
    std::vector<DeliveryReport> reports;   // empty together with `inbound`: authentic, and nothing to do
    std::vector<MoMessage> inbound;
    WebhookAnswer answer;   // once all of it is on stable storage
};

}   // namespace smsgw
