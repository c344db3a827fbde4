// What SNS posts for AWS End User Messaging: whose it is, and what its events say. Pure; the certificate comes from outside.
#pragma once

#include "providers/aws_sns.hpp"
#include "providers/config.hpp"
#include "smsgw/result.hpp"
#include "smsgw/webhook_news.hpp"

namespace smsgw::providers::aws {

// Whether anything of this message is worth a certificate: anybody can have SNS sign for a topic of theirs, so the topic
// must be one of the setting topic_arns. Errc::signature_missing; Errc::signature_bad for another topic, and for a
// certificate from elsewhere than SNS.
Result<void> check_origin(const ProviderConfig& config, const SnsMessage& message);

// The event in a verified notification: a report, an inbound message, or something else that is not for us.
// `path_ref` names the message when the event brings no reference of ours. Errc::report_malformed: not a JSON object, or an
// event that names no message.
Result<WebhookNews> read_event(const SnsMessage& message, const std::string& path_ref);

}   // namespace smsgw::providers::aws
