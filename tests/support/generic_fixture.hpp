// Two invented APIs, described by configuration alone: one of forms and XML, one of nested JSON.
#pragma once

#include <string>
#include <vector>

#include "providers/config.hpp"

namespace smsgw::test {

using List = std::vector<std::string>;

// Answers in XML; reports in XML, several in one, behind a user and a password.
inline providers::ProviderConfig form_api(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("acme");
    config.type = "http";
    config.base_url = base_url;
    config.client_id = "gw-user";
    config.client_secret = Secret("gw-p&ss");
    config.webhook_secret = Secret("report-secret");
    auto& settings = config.settings;
    settings.set("path", std::string("/gateway/send"));
    settings.set("query", List{"v = 2", "region={country}"});
    settings.set("content_type", std::string("form"));
    settings.set("body", std::string("user={client_id}&pass={client_secret}&to={to}&from={from}&msg={text}"
                                     "&coding={unicode}&ref={ref}&dlr={report_url}&ttl={validity_min}"));
    settings.set("number_format", std::string("00"));
    settings.set("unicode_values", List{"0", "8"});
    settings.set("validity_range", std::string("300-172800"));
    settings.set(
        "answers",
        List{"status 200-299 & regex <result>(\\w+)</result> = OK -> accepted",
             "regex <code>(\\d+)</code> in 10|11 -> perm", "regex <code>(\\d+)</code> = 12 -> opt_out",
             "regex <code>(\\d+)</code> in 20|21 -> auth", "regex <code>(\\d+)</code> = 30 -> balance",
             "regex <code>(\\d+)</code> = 40 -> throttle", "regex <code>(\\d+)</code> ~ ^5 -> transient",
             "regex <code>(\\d+)</code> = 90 -> ambiguous"});
    settings.set("answer_id", std::string("regex <id>([^<]+)</id>"));
    settings.set("error_code", std::string("regex <code>([^<]+)</code>"));
    settings.set("price", std::string("regex <price>([^<]+)</price>"));
    settings.set("price_currency", std::string("EUR"));
    settings.set("retry_after", std::string("regex <wait>(\\d+)</wait>"));
    settings.set("retry_after_unit", std::string("ms"));
    settings.set("report_items", std::string("regex (?s)<report>(.*?)</report>"));
    settings.set("report_id", std::string("regex <id>([^<]+)</id>"));
    settings.set("report_ref", std::string("regex <ref>([^<]+)</ref>"));
    settings.set("report_status", std::string("regex <state>([^<]+)</state>"));
    settings.set("report_error", std::string("regex <reason>([^<]+)</reason>"));
    settings.set("report_time", std::string("regex <at>([^<]+)</at>"));
    settings.set("report_statuses", List{"ACCEPTD = submitted", "ENROUTE = sent", "DELAYED = buffered",
                                         "DELIVRD = delivered", "UNDELIV = undelivered",
                                         "BLACKLIST = opted_out", "UNKNOWN = dlr_timeout", "NOTE = ignore"});
    settings.set("ack_content_type", std::string("text/xml"));
    settings.set("ack_body", std::string("<ok/>"));
    settings.set("webhook_auth", std::string("basic"));
    settings.set("webhook_user", std::string("acme"));
    return config;
}

// One message has an id per part; reports are signed, and come one by one or in an array, with inbound messages among
// them.
inline providers::ProviderConfig json_api(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("globex");
    config.type = "http";
    config.base_url = base_url;
    config.api_key = Secret("globex-key");
    config.webhook_secret = Secret("globex-whsec");
    auto& settings = config.settings;
    settings.set("path", std::string("/v2/accounts/{client_id}/messages"));
    config.client_id = "a/1";
    settings.set(
        "body",
        std::string(
            R"({"messages":[{"destination":{"number":"{to}"},"sender":"{from}","content":{"text":{text},)"
            R"("unicode":{unicode},"parts":{segments}},"ttl":{validity_s},"custom":{"ref":"{ref}"}}],)"
            R"("notify":"{report_url}"})"));
    settings.set("headers", List{"X-Idempotency: {dedupe_key}"});
    settings.set("auth", std::string("bearer"));
    settings.set("answers",
                 List{"status 200-202 & json /messages/0/status/code = 0 -> accepted",
                      "json /messages/0/status/code = 7 -> opt_out", "json /error/type = credentials -> auth",
                      "json /error/type = credit -> balance", "json /error/type = rate -> throttle",
                      "json /error/type = maintenance -> transient", "json /error/type = invalid -> perm"});
    settings.set("answer_id", std::string("json /messages/*/id"));
    settings.set("error_code", std::string("json /error/code"));
    settings.set("price", std::string("json /messages/*/price/amount"));
    settings.set("price_currency", std::string("json /messages/0/price/currency"));
    settings.set("report_items", std::string("json /results"));
    settings.set("report_id", std::string("json /id"));
    settings.set("report_ref", std::string("json /custom/ref"));
    settings.set("report_status", std::string("json /status/name"));
    settings.set("report_error", std::string("json /status/error"));
    settings.set("report_time", std::string("json /at"));
    settings.set("report_opt_out_errors", List{"1005"});
    settings.set("report_covers", std::string("part"));
    settings.set("report_statuses",
                 List{"pending=sent", "delivered=delivered", "failed=undelivered", "* = dlr_timeout"});
    settings.set("mo_from", std::string("json /inbound/from"));
    settings.set("mo_to", std::string("json /inbound/to"));
    settings.set("mo_text", std::string("json /inbound/text"));
    settings.set("mo_id", std::string("json /inbound/id"));
    settings.set("ack_status", std::string("204"));
    settings.set("webhook_auth", std::string("hmac"));
    settings.set("hmac_header", std::string("X-Globex-Signature"));
    settings.set("hmac_encoding", std::string("base64"));
    settings.set("hmac_prefix", std::string("sha256="));
    settings.set("hmac_payload", std::string("{timestamp}.{method}.{url}.{body}"));
    settings.set("hmac_timestamp_header", std::string("X-Globex-Time"));
    return config;
}

}   // namespace smsgw::test
