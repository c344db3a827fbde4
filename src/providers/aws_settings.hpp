// The settings of type "aws": what each is for, in one sentence for people.
#pragma once

#include "providers/settings.hpp"

namespace smsgw::providers::aws {

inline constexpr SettingRow setting_rows[] = {
    {"region", SettingKind::text, Presence::required, "Region of the account's origination identities.",
     "eu-west-1"},
    {"access_key_id", SettingKind::text, Presence::required,
     "Id of the IAM access key, which needs the permission sms-voice:SendTextMessage.",
     "AKIAIOSFODNN7EXAMPLE"},
    {"secret_access_key", SettingKind::secret, Presence::required, "The access key's secret.",
     "file:/run/secrets/aws_secret_access_key"},
    {"session_token", SettingKind::secret, Presence::optional, "Of temporary credentials.",
     "file:/run/secrets/aws_session_token"},
    {"origination_identity", SettingKind::text, Presence::optional,
     "Pool, number or sender id, or the ARN of one, that sends all messages; without it the message's own "
     "sender does.",
     "pool-a1b2c3d4"},
    {"configuration_set", SettingKind::text, Presence::optional,
     "The one whose events go to the SNS topic; without it there are no delivery reports.", "smsgw"},
    {"message_type", SettingKind::text, Presence::optional, "TRANSACTIONAL (the default) or PROMOTIONAL.",
     "TRANSACTIONAL"},
    {"max_price", SettingKind::text, Presence::optional,
     "Most dollars for one segment; AWS refuses what would cost more.", "0.10"},
    {"topic_arns", SettingKind::list, Presence::optional,
     "SNS topics whose events are believed and whose subscriptions are confirmed; without it none is.",
     "arn:aws:sns:eu-west-1:123456789012:sms-events"},
};

}   // namespace smsgw::providers::aws
