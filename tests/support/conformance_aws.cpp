// What AWS End User Messaging SMS answers and reports, in full.
#include "providers/aws.hpp"
#include "providers/aws_table.hpp"
#include "support/conformance.hpp"
#include "support/sns_fixture.hpp"

namespace smsgw::test {
namespace {

namespace aws = providers::aws;

Task<Result<std::string>> certificate_of_the_tests(std::string) {
    co_return std::string(sns_certificate);
}

providers::ProviderConfig config(const std::string& base_url) {
    providers::ProviderConfig config;
    config.id = ProviderId("aws");
    config.type = "aws";
    config.base_url = base_url;
    config.settings.set("region", std::string("eu-west-1"));
    config.settings.set("access_key_id", std::string("AKIDEXAMPLE"));
    config.settings.set("secret_access_key", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
    config.settings.set("session_token", Secret("session-token-1"));
    config.settings.set("configuration_set", std::string("smsgw"));
    config.settings.set("max_price", std::string("0.25"));
    config.settings.set("topic_arns", std::vector<std::string>{sns_topic});
    return config;
}

// The event becomes a message of SNS, signed.
void sign(WebhookRequest& request, const providers::ProviderConfig&, WallTime now) {
    auto message = an_sns_message(request.body, now);
    sign_sns(message);
    request.body = sns_body(message);
}

AnswerRow exception(const std::string& name, const std::string& outcome, int status = 400) {
    return {name,
            status,
            {},
            R"({"__type":"com.amazonaws.pinpointsmsvoicev2#)" + name + R"(","Message":"m"})",
            outcome + " aws_" + name};
}

AnswerRow reason(const std::string& name, const std::string& word, const std::string& outcome,
                 const std::string& error) {
    return {"Reason" + error,
            400,
            {},
            R"({"__type":")" + name + R"(","Message":"m","Reason":")" + word + R"("})",
            outcome + " aws_" + error};
}

std::vector<AnswerRow> reasons() {
    return {
        reason("AccessDeniedException", "INSUFFICIENT_ACCOUNT_REPUTATION", "refused_provider",
               "INSUFFICIENT_ACCOUNT_REPUTATION"),
        reason("AccessDeniedException", "ACCOUNT_DISABLED", "refused_provider", "ACCOUNT_DISABLED"),
        reason("ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", "refused_provider",
               "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
        reason("ServiceQuotaExceededException", "DAILY_DESTINATION_CALL_LIMIT", "refused_message",
               "DAILY_DESTINATION_CALL_LIMIT"),
        reason("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT", "opted_out",
               "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
        reason("ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED", "refused_message",
               "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
        reason("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", "refused_message",
               "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURA"),
        reason("ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
               "refused_message", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_NUMBER_OV"),
        reason("ValidationException", "DESTINATION_COUNTRY_BLOCKED", "refused_message",
               "DESTINATION_COUNTRY_BLOCKED"),
        reason("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", "refused_message",
               "NO_ORIGINATION_IDENTITIES_FOUND"),
        reason("ConflictException", "RESOURCE_NOT_ACTIVE", "refused_message", "RESOURCE_NOT_ACTIVE"),
        reason("ValidationException", "PRICE_OVER_THRESHOLD", "refused_message", "PRICE_OVER_THRESHOLD"),
        reason("ValidationException", "INVALID_PARAMETER", "refused_message", "INVALID_PARAMETER"),
        reason("ValidationException", "SENDER_ID_NOT_REGISTERED", "refused_message",
               "SENDER_ID_NOT_REGISTERED"),
        reason("ConflictException", "OF_TOMORROW", "refused_message", "OF_TOMORROW"),
    };
}

std::vector<AnswerRow> answers() {
    return {
        {"Success",
         200,
         {},
         R"({"MessageId":"862a8790-60c0-4430-9b2b-658bdexample"})",
         "accepted 862a8790-60c0-4430-9b2b-658bdexample"},
        {"SuccessWithoutId", 200, {}, "{}", "accepted"},
        {"SuccessThatIsNoJson", 200, {}, "<html>", "accepted"},
        exception("ThrottlingException", "not_accepted"),
        exception("InternalServerException", "ambiguous", 500),
        exception("InternalFailure", "ambiguous", 500),
        exception("AccessDeniedException", "refused_provider"),
        exception("UnrecognizedClientException", "refused_provider"),
        exception("InvalidSignatureException", "refused_provider"),
        exception("ExpiredTokenException", "refused_provider"),
        exception("MissingAuthenticationToken", "refused_provider", 403),
        exception("MissingAuthenticationTokenException", "refused_provider"),
        exception("IncompleteSignature", "refused_provider"),
        exception("InvalidClientTokenId", "refused_provider", 403),
        exception("OptInRequired", "refused_provider", 403),
        exception("RequestExpired", "refused_provider"),
        exception("ServiceQuotaExceededException", "refused_provider"),
        exception("ConflictException", "refused_message"),
        exception("ValidationException", "refused_message"),
        exception("ResourceNotFoundException", "refused_message"),
        {"ThrottledWithAnotherStatus",
         500,
         {{"Retry-After", "3"}},
         R"({"__type":"ThrottlingException"})",
         "not_accepted aws_ThrottlingException",
         Millis{3000}},
        {"ExceptionInTheHeader",
         400,
         {{"x-amzn-errortype", "ValidationException:http://internal.amazon.com/coral/com.amazon.coral/"}},
         "{}",
         "refused_message aws_ValidationException"},
        {"ExceptionBesideA200",
         200,
         {},
         R"({"__type":"ValidationException"})",
         "refused_message aws_ValidationException"},
        {"UnknownException",
         400,
         {},
         R"({"__type":"x#TeapotException"})",
         "refused_message aws_TeapotException"},
        {"UnknownExceptionBesideA200",
         200,
         {},
         R"({"__type":"TeapotException"})",
         "ambiguous aws_TeapotException"},
        {"UnknownFault", 500, {}, R"({"__type":"TeapotException"})", "ambiguous aws_TeapotException"},
        {"Throttled", 429, {{"Retry-After", "30"}}, "", "not_accepted http_429", Millis{30'000}},
        {"ThrottledForAnUnknownTime", 429, {}, "", "not_accepted http_429"},
        {"FaultWithoutABody", 500, {}, "", "ambiguous http_500"},
        {"Unavailable", 503, {}, "<html>", "ambiguous http_503"},
    };
}

std::string event(const std::string& type, const std::string& more = "") {
    return R"({"eventType":")" + type +
           R"(","eventVersion":"1.0","eventTimestamp":1686975103470,"originationPhoneNumber":"+12065550152",)"
           R"("destinationPhoneNumber":"+14255550156","messageId":"862a8790-1","context":{"smsgw_ref":"m_1.1.sig"})" +
           more + "}";
}

ReportRow row(std::string name, std::string body, std::string report, std::string mo = "") {
    ReportRow made;
    made.name = std::move(name);
    made.content_type = "text/plain; charset=UTF-8";
    made.body = std::move(body);
    made.report = std::move(report);
    made.mo = std::move(mo);
    return made;
}

std::vector<ReportRow> reports() {
    auto priced =
        row("Priced", event("TEXT_DELIVERED", R"(,"totalMessageParts":2,"totalMessagePrice":0.09582)"),
            "delivered id=862a8790-1 error= ref=m_1.1.sig");
    priced.price = Money{95'820, "USD"};
    return {
        row("Queued", event("TEXT_QUEUED", R"(,"totalMessagePrice":0.0)"),
            "submitted id=862a8790-1 error= ref=m_1.1.sig"),
        row("Pending", event("TEXT_PENDING"), "sent id=862a8790-1 error="),
        row("Sent", event("TEXT_SENT"), "sent id=862a8790-1 error="),
        row("Successful", event("TEXT_SUCCESSFUL", R"(,"isFinal":false)"), "sent id=862a8790-1 error="),
        row("SuccessfulAndFinal", event("TEXT_SUCCESSFUL", R"(,"isFinal":true)"),
            "delivered id=862a8790-1 error="),
        row("Delivered", event("TEXT_DELIVERED", R"(,"isFinal":true)"), "delivered id=862a8790-1 error="),
        row("Unreachable", event("TEXT_UNREACHABLE"), "undelivered id=862a8790-1 error=aws_unreachable"),
        row("CarrierUnreachable", event("TEXT_CARRIER_UNREACHABLE"),
            "undelivered id=862a8790-1 error=aws_carrier_unreachable"),
        row("Invalid", event("TEXT_INVALID"), "undelivered id=862a8790-1 error=aws_invalid invalid"),
        row("InvalidMessage", event("TEXT_INVALID_MESSAGE"),
            "undelivered id=862a8790-1 error=aws_invalid_message"),
        row("Blocked", event("TEXT_BLOCKED"), "undelivered id=862a8790-1 error=aws_blocked"),
        row("CarrierBlocked", event("TEXT_CARRIER_BLOCKED"),
            "undelivered id=862a8790-1 error=aws_carrier_blocked"),
        row("Spam", event("TEXT_SPAM"), "undelivered id=862a8790-1 error=aws_spam"),
        row("ProtectBlocked", event("TEXT_PROTECT_BLOCKED"),
            "undelivered id=862a8790-1 error=aws_protect_blocked"),
        row("TtlExpired", event("TEXT_TTL_EXPIRED"), "undelivered id=862a8790-1 error=aws_ttl_expired"),
        row("Unknown", event("TEXT_UNKNOWN", R"(,"isFinal":true)"),
            "dlr_timeout id=862a8790-1 error=aws_unknown"),
        priced,
        row("WithoutContext", R"({"eventType":"TEXT_SENT","messageId":"862a8790-1"})",
            "sent id=862a8790-1 error= ref="),
        row("OfNothing", R"({"eventType":"TEXT_SENT"})", "malformed"),
        row("OfVoice", R"({"eventType":"VOICE_ANSWERED","messageId":"v1"})", ""),
        row("Inbound",
            R"({"originationNumber":"+14255550182","destinationNumber":"+12125550101","messageKeyword":"JOIN","messageBody":"See you at 5€","inboundMessageId":"cae173d2-1","previousPublishedMessageId":"wJalr"})",
            "", "from=+14255550182 to=+12125550101 text=See you at 5€"),
        row("InboundStop",
            R"({"originationNumber":"+14255550182","destinationNumber":"+12125550101","messageBody":"STOP","inboundMessageId":"cae173d2-2"})",
            "", "from=+14255550182 to=+12125550101 text=STOP opt_out=stop"),
        row("NoEvent", R"({"hello":"world"})", "malformed"),
        row("Array", "[]", "malformed"),
        row("CutShort", R"({"eventType":)", "malformed"),
        row("Text", "hello", "malformed"),
    };
}

}   // namespace

ProviderCase aws_case() {
    ProviderCase one;
    one.type = "aws";
    one.config = config;
    one.make = [](const providers::ProviderConfig& used,
                  http::Client& client) -> std::unique_ptr<SmsProvider> {
        const aws::Surroundings surroundings{[] { return WallTime(Millis(1'767'323'045'000)); },
                                             certificate_of_the_tests};
        return std::make_unique<providers::Aws>(used, client, surroundings);
    };
    one.target = "/";
    one.sent_headers = {{"Content-Type", "application/x-amz-json-1.0"},
                        {"X-Amz-Target", "PinpointSMSVoiceV2.SendTextMessage"},
                        {"X-Amz-Date", "20260102T030405Z"},
                        {"X-Amz-Security-Token", "session-token-1"}};
    one.sent_body = {R"("DestinationPhoneNumber":"+31612345678")", R"("MessageBody":"Hello")",
                     R"("OriginationIdentity":"AcmeInc")",         R"("MessageType":"TRANSACTIONAL")",
                     R"("ConfigurationSetName":"smsgw")",          R"("MaxPrice":"0.25")",
                     R"("Context":{"smsgw_ref":"m_1.1.sig"})"};
    one.sent_body_long = {"é😀ж", R"("Context":{"smsgw_ref":"m_1.1.sig"})"};
    one.answers = answers();
    for (auto& row : reasons()) one.answers.push_back(std::move(row));
    for (const auto& row : aws::exception_rows) one.error_codes.emplace_back(row.code);
    for (const auto& row : aws::reason_rows)
        one.error_codes.emplace_back(row.code.substr(0, 48));   // as errors are cut
    one.reports = reports();
    for (const auto& row : aws::event_rows) one.status_words.emplace_back(row.type);
    one.reports_max = 1;   // one event in a message
    one.sign = sign;
    one.signs_body = false;      // but the fields of the message in it
    one.key_in_config = false;   // but a certificate of SNS
    return one;
}

}   // namespace smsgw::test
