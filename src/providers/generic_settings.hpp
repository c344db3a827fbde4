// The settings of type "http": what each is for, in one sentence for people; docs/providers.md says how they play together.
#pragma once

#include "providers/settings.hpp"

namespace smsgw::providers::generic {

// clang-format off
inline constexpr SettingRow setting_rows[] = {
    // the request
    {"method", SettingKind::text, Presence::optional, "POST (the default), GET or PUT.", "POST"},
    {"path", SettingKind::text, Presence::optional, "Template of the path after base_url.", "/v1/messages"},
    {"query", SettingKind::list, Presence::optional, "Templates of the query: name = template.", "to = {to_digits}"},
    {"content_type", SettingKind::text, Presence::optional,
     "json (the default), form, xml, text, or a media type; says how variables in the body are escaped.", "json"},
    {"body", SettingKind::text, Presence::optional, "Template of the body.",
     "{\"to\": \"{to}\", \"from\": \"{from}\", \"text\": \"{text}\", \"callback\": \"{report_url}\"}"},
    {"headers", SettingKind::list, Presence::optional, "Templates of header fields: Name: template.", "X-Request-Id: {ref}"},
    {"auth", SettingKind::text, Presence::optional,
     "none (the default), basic (client_id, client_secret), bearer (api_key) or header (api_key in auth_header).", "bearer"},
    {"auth_header", SettingKind::text, Presence::optional, "Header field of auth header.", "X-Api-Key"},
    {"number_format", SettingKind::text, Presence::optional, "How {to} is written: e164 (the default), digits or 00.", "e164"},
    {"charset", SettingKind::text, Presence::optional, "Of {text}: utf-8 (the default) or iso-8859-1.", "utf-8"},
    {"unicode_text", SettingKind::text, Presence::optional,
     "How {text} is written when it needs UCS-2: plain (the default) or hex, which is {text_hex}.", "plain"},
    {"unicode_values", SettingKind::list, Presence::optional, "What {unicode} is for GSM-7 and for UCS-2.", "0"},
    {"validity_range", SettingKind::text, Presence::optional,
     "Least and most seconds that {validity_s} and its kin may be.", "60-86400"},
    // the answer
    {"answers", SettingKind::list, Presence::required,
     "Rules, the first that holds decides: conditions joined by &, ->, and an outcome.",
     "status 200-299 & json /status = 0 -> accepted"},
    {"answer_id", SettingKind::text, Presence::optional, "Place of the message's id.", "json /messages/*/id"},
    {"error_code", SettingKind::text, Presence::optional, "Place of the error's code, which is shown.", "json /error/code"},
    {"price", SettingKind::text, Presence::optional, "Place of the price; several are summed up.", "json /cost"},
    {"price_currency", SettingKind::text, Presence::optional, "Currency of prices: three letters, or its place.", "EUR"},
    {"retry_after", SettingKind::text, Presence::optional,
     "Place of the wait that a refusal asks for; without it Retry-After is read.", "json /wait"},
    {"retry_after_unit", SettingKind::text, Presence::optional, "Its unit: s (the default), ms or min.", "s"},
    // reports
    {"report_methods", SettingKind::list, Presence::optional, "How reports come: POST (the default), GET, or both.", "POST"},
    {"report_items", SettingKind::text, Presence::optional,
     "Place of the reports when one request holds several; the others are places within one of them.", "json /results"},
    {"report_id", SettingKind::text, Presence::optional, "Place of the provider's id.", "json /id"},
    {"report_ref", SettingKind::text, Presence::optional, "Place of {ref}, when it comes back.", "json /custom"},
    {"report_status", SettingKind::text, Presence::optional, "Place of the status.", "json /status"},
    {"report_statuses", SettingKind::list, Presence::optional,
     "Their words in ours, case does not matter, * stands for all others.", "DELIVRD = delivered"},
    {"report_error", SettingKind::text, Presence::optional, "Place of the reason.", "json /error"},
    {"report_opt_out_errors", SettingKind::list, Presence::optional,
     "Reasons that mean that the recipient does not want to be written to.", "1005"},
    {"report_time", SettingKind::text, Presence::optional, "Place of the time.", "json /at"},
    {"report_price", SettingKind::text, Presence::optional, "Place of the price.", "json /cost"},
    {"report_covers", SettingKind::text, Presence::optional,
     "message (the default), or part when each segment has an id and reports of its own.", "message"},
    {"ack_status", SettingKind::text, Presence::optional, "HTTP status that a report is answered with.", "200"},
    {"ack_content_type", SettingKind::text, Presence::optional, "Media type of that answer.", "text/plain"},
    {"ack_body", SettingKind::text, Presence::optional, "Body of that answer.", "OK"},
    // inbound messages
    {"mo_from", SettingKind::text, Presence::optional, "Place of an inbound message's sender.", "json /from"},
    {"mo_to", SettingKind::text, Presence::optional, "Place of our number that it was sent to.", "json /to"},
    {"mo_text", SettingKind::text, Presence::optional, "Place of its text.", "json /text"},
    {"mo_id", SettingKind::text, Presence::optional, "Place of its id.", "json /id"},
    // who may post reports
    {"webhook_auth", SettingKind::text, Presence::optional,
     "none (the default: only reports to {report_url}), hmac, basic or bearer, by webhook_secret.", "hmac"},
    {"webhook_user", SettingKind::text, Presence::optional, "User of webhook_auth basic.", "smsgw"},
    {"webhook_secret_old", SettingKind::secret, Presence::optional,
     "The former webhook_secret, believed for as long as it stands here.", "file:/run/secrets/acme_webhook_secret_old"},
    {"hmac_algorithm", SettingKind::text, Presence::optional, "sha256 (the default), sha1, sha224, sha384, sha512 or md5.", "sha256"},
    {"hmac_header", SettingKind::text, Presence::optional, "Header field of the signature.", "X-Signature"},
    {"hmac_encoding", SettingKind::text, Presence::optional, "hex (the default) or base64.", "hex"},
    {"hmac_prefix", SettingKind::text, Presence::optional, "What stands before the signature in its field.", "sha256="},
    {"hmac_payload", SettingKind::text, Presence::optional,
     "What is signed, {body} by default: {method} {url} {path} {query} {params} {timestamp} {nonce} {body}.", "{timestamp}.{body}"},
    {"hmac_timestamp_header", SettingKind::text, Presence::optional,
     "Header field of {timestamp}: unix seconds, 300 of which it may be off.", "X-Timestamp"},
    {"hmac_nonce_header", SettingKind::text, Presence::optional, "Header field of {nonce}.", "X-Nonce"},
};
// clang-format on

}   // namespace smsgw::providers::generic
