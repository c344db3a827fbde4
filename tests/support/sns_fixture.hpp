// Messages as SNS signs them, with a key of the tests' own.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/public_key.hpp"
#include "base/time_text.hpp"
#include "providers/aws_certificates.hpp"
#include "providers/aws_sns.hpp"
#include "providers/json.hpp"
#include "support/run_task.hpp"

namespace smsgw::test {

inline constexpr const char* sns_topic = "arn:aws:sns:eu-west-1:123456789012:sms-events";
inline constexpr const char* sns_cert_url =
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0000000000000000.pem";

// Made for these tests; it protects nothing.
inline constexpr const char* sns_private_key = R"(-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDSx6AH+Hl+/xJY
xW4+NHbCWbC1EhyRISWJ688UEhCDrqZMKsMot6VPPTCq2LlqpBxBSln6srVMLWY8
Y8jbwjAP8e052svIVn38dLPgrmgSP70ysaULXoFd9NFZeCOJ9nIfIrDOkj4UIeDL
2CPBQKSzh+3al9T+/OMPLuEnX7tzYnPSiEyZzK4M7CvOfgf+YVk4TLEgTghUawrF
r3Eqsa5+iJs1z8ynDOtDMFKiTx9PnMRU5ZfwtUC6TjbyPAkrBQ+/t1VdrNAtB1xo
v6EQfdHbhJHw4khM1NWZRgwg5bJ5PkmcO+kEX+gDUETN52GEB/egoLO67adXlSai
wL+3qVd7AgMBAAECggEADCJ7/xl5/Sq4Jq4vG5uvnp7FQpdpV52d6KPPxysHEl2y
qz3nAGgaN0ahj6RsgEw0aDnclkdFkr4mXaGtBaHXXIOkEamcA8ue8zLQzEWeLjbH
MKzzgIUPU5ZtmwYEncO3bD12Cl52/ne41mN6I30SPle8BNKq64cpl00unzKuuwS8
LVJieS6HusE+PqxYO8xot1NyyJY3jmNgo6PUIiGK2DjSG0XErl5+gMRtufItv4X+
7D0ozJdG5hfuigvr8x0jZdI+6SxzM9ktapWTtBBrKCmAzXilun/fie6iCRQ8wUh+
8YyspkYOUKdNldXkK99e+Rq+dwe9G68z18fF2A87MQKBgQD6o4pKoCKQXjDJPTGn
GuHVTCC+efxWHlhTNjj8pwEHSGzDQJsjzbjMApZsVCPsAxo8DnWnZWV1kqOavWff
hY1ujgwdYc0eNlkG7TI8XVoFV1V6PadQakB4dyCJ7hj31NNL3Q6Njuz/qxmubPHW
Glb8fk4ainsni6SKC6KRNcJB0wKBgQDXSdKqRiG+D9PyapVkVt5EgBMbbOrklUWa
Yiy3ja+jFqYZxDnjH4rAG7Hz/Fjzz51NkYrOS+8kJlIodHD3KcUUiuqb95MiXyUf
SUaJs+C/Yb0siC693Og5dQxWlxB0hHF9TXxSXs6IoJFa7qqjG9R6L5KcU2BfrLUj
i9AceHdiuQKBgFjf+t7Bb+Avdi81wtCViLUA3K+OQ/spoXpIRObaNVQmy2JlG14T
yc6VsE9TerVq2DepjPDB1LtfNyJcvWOWUPN97S/SCVEIRoNdQq4DEDPKpyXEjPrH
4nqVC3W9dx8SWaaSCWIK52E1g9LFEPAxwNyh0QI6TrdUHhFRVOEW5f4/AoGBAJGY
EkknDrC7gYmivQ9TlBNdTg6xFRWrQZwLotQrlMlFiuVICCHqdeo/kJRBZ2LTWD1a
HTYwsjSPWeaUAMWWUPr4i3sY7j9DexZydqqvpGGpVscj/gBWwhIBb2ur0+wImbu0
yEvoY+KQPFzzpSCTtJlBTPQ9iqKJaSL17bMjYRG5AoGAJ0jHN+l2wbkVW3eebETf
nnMsbfWNH2ytphFSOdwRuhrxV1kvf1kes191vnheWV4f2DAN4gJ86wdE7CB67qq5
mLhP/N3MF5qxflSft2cxiZDxjW4GKpVPwJ9VBbJl3giY2bGLaElOgwUdlX+W2zXZ
bwJYzN3rc7Xb8X85iFsnQyk=
-----END PRIVATE KEY-----
)";

inline constexpr const char* sns_certificate = R"(-----BEGIN CERTIFICATE-----
MIIDBzCCAe+gAwIBAgIUB9VM79LdJrJshEIw0mNm9G/1ovYwDQYJKoZIhvcNAQEL
BQAwEzERMA8GA1UEAwwIc25zLnRlc3QwHhcNMjYxMTI1MDMyNzIzWhcNMzYxMTIy
MDMyNzIzWjATMREwDwYDVQQDDAhzbnMudGVzdDCCASIwDQYJKoZIhvcNAQEBBQAD
ggEPADCCAQoCggEBANLHoAf4eX7/EljFbj40dsJZsLUSHJEhJYnrzxQSEIOupkwq
wyi3pU89MKrYuWqkHEFKWfqytUwtZjxjyNvCMA/x7Tnay8hWffx0s+CuaBI/vTKx
pQtegV300Vl4I4n2ch8isM6SPhQh4MvYI8FApLOH7dqX1P784w8u4Sdfu3Nic9KI
TJnMrgzsK85+B/5hWThMsSBOCFRrCsWvcSqxrn6ImzXPzKcM60MwUqJPH0+cxFTl
l/C1QLpONvI8CSsFD7+3VV2s0C0HXGi/oRB90duEkfDiSEzU1ZlGDCDlsnk+SZw7
6QRf6ANQRM3nYYQH96Cgs7rtp1eVJqLAv7epV3sCAwEAAaNTMFEwHQYDVR0OBBYE
FLOUizGS8zkTTy2jIi2XN+Jm9wn4MB8GA1UdIwQYMBaAFLOUizGS8zkTTy2jIi2X
N+Jm9wn4MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAAjiPwcb
cN/5RZjhX/ka6Y2SLRc8Zkd2MX1ieSbC/8u9cSWR58tPheGMUKUaEEV3zGTvuBqH
+DW0I0Lc9GwXoevndApRGIUbkUfFYTC7og2TRNB/gJ8eoodwISwemoRqSDqUoC8L
95K9+IOezIonno8+WN0+iVGiA12wwnooVnYv1FQBYOsg/x+FsFrtTUPMUf6LsOwe
l2ZxPHK4Kj/AO2kr1hxlgqeedQCKjIJ3XFGNxPkf76E2uUTP7x6VFfEnV93X/Ts/
MlfkZ5CWrgUQ0qwjHNILnb8kpKr+/NB22BVK8M8GeWVOGhdRXFjjITUsahugiHhp
6hv297t8gpjYIrc=
-----END CERTIFICATE-----
)";

inline providers::SnsMessage an_sns_message(std::string event, WallTime now) {
    providers::SnsMessage message;
    message.type = "Notification";
    message.message_id = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
    message.topic_arn = sns_topic;
    message.message = std::move(event);
    message.timestamp = to_rfc3339(now);
    message.signature_version = "2";
    message.signing_cert_url = sns_cert_url;
    return message;
}

inline void sign_sns(providers::SnsMessage& message) {
    const auto key = value_of(RsaPrivateKey::parse(Secret(sns_private_key)));
    const auto algorithm = message.signature_version == "1" ? Digest::sha1 : Digest::sha256;
    message.signature = base64(key.sign(algorithm, providers::sns_signed_text(message)));
}

inline std::string sns_body(const providers::SnsMessage& message) {
    providers::Json body = {{"Type", message.type},           {"MessageId", message.message_id},
                            {"TopicArn", message.topic_arn},  {"Message", message.message},
                            {"Timestamp", message.timestamp}, {"SignatureVersion", message.signature_version},
                            {"Signature", message.signature}, {"SigningCertURL", message.signing_cert_url}};
    if (!message.token.empty()) body["Token"] = message.token;
    if (!message.subscribe_url.empty()) body["SubscribeURL"] = message.subscribe_url;
    if (message.signature.empty()) body.erase("Signature");
    return providers::write_json(body);
}

// Answers what it is told to, and remembers what it was asked for.
struct FakeSns {
    std::vector<std::string> asked;
    Result<std::string> answer = std::string(sns_certificate);
    std::shared_ptr<asio::steady_timer> gate;   // when set, answers wait for it

    static Task<Result<std::string>> fetch(FakeSns* sns, std::string url) {
        sns->asked.push_back(std::move(url));
        if (const auto gate = sns->gate) co_await gate->async_wait(as_result);
        co_return sns->answer;
    }
    providers::aws::Fetch fetcher() {
        return [this](std::string url) { return fetch(this, std::move(url)); };
    }
};

}   // namespace smsgw::test
