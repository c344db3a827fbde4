// Vonage's SMS API, {base}/sms/json. Its HTTP status says nothing: each segment has a status of its own in the body. And
// the Conversion API beside it, whose HTTP status says all.
#pragma once

#include <string_view>

#include "http/client.hpp"
#include "providers/config.hpp"
#include "smsgw/conversion.hpp"
#include "smsgw/submit.hpp"

namespace smsgw::providers::vonage {

inline constexpr std::string_view sms_base_url = "https://rest.nexmo.com";

// The request for one attempt. It logs in by api_key and api_secret, or without the latter is signed as of `now`.
http::ClientRequest build_sms_request(const ProviderConfig& config, const SubmitRequest& submit,
                                      WallTime now);

// Tells whether the code of a segment's message was entered. It logs in by api_key and api_secret.
http::ClientRequest build_conversion_request(const ProviderConfig& config,
                                             const ConversionFeedback& feedback);

// Accepted as soon as one segment was: a repeat would send that one twice, so the refusal of others is counted and its
// reason logged (submit.parts_refused). A 2xx that holds no status proves nothing and is Ambiguous.
SubmitOutcome read_sms_answer(const ProviderConfig& config, const http::ClientResult& result);

}   // namespace smsgw::providers::vonage
