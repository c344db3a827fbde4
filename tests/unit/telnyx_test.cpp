// What only Telnyx has: public keys, senders of a messaging profile, encodings in words.
#include "providers/telnyx.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/public_key.hpp"
#include "providers/json.hpp"
#include "providers/registry.hpp"
#include "providers/telnyx_webhook.hpp"
#include "support/provider_fixtures.hpp"
#include "support/run_task.hpp"

namespace smsgw::providers::telnyx {
namespace {

using test::a_submit;
using test::a_webhook;
using test::text_of;

// The first two key pairs of RFC 8032, 7.1.
constexpr const char* first_seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
constexpr const char* first_key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
constexpr const char* second_key_hex = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr WallTime now{std::chrono::seconds{1'767'323'045}};

ProviderConfig a_config(std::vector<std::string> keys = {}) {
    ProviderConfig config;
    config.id = ProviderId("telnyx");
    config.type = "telnyx";
    config.api_key = Secret("key-1");
    if (!keys.empty()) config.settings.set("public_keys", std::move(keys));
    return config;
}

std::string second_key() {
    return base64(from_hex(second_key_hex).value());
}

TEST(TelnyxRequest, SaysTheEncodingAndTheProfileWhenThereIsOne) {
    auto submit = a_submit();
    auto config = a_config();
    EXPECT_EQ(build_request(config, submit).url, "https://api.telnyx.com/v2/messages");
    EXPECT_EQ(Json::parse(build_request(config, submit).body),
              Json({{"type", "SMS"},
                    {"from", "AcmeInc"},
                    {"to", "+31612345678"},
                    {"text", "Hello"},
                    {"encoding", "gsm7"},
                    {"webhook_url", "https://sms.example.com/webhooks/p/m_1.1.sig"}}));
    submit.message.encoding = Encoding::ucs2;
    submit.report_url.clear();
    config.settings.set("messaging_profile_id", std::string("profile-1"));
    const auto body = Json::parse(build_request(config, submit).body);
    EXPECT_EQ(body["encoding"], "ucs2");
    EXPECT_EQ(body["messaging_profile_id"], "profile-1");
    EXPECT_FALSE(body.contains("webhook_url"));
}

const std::string delivered =
    R"({"data":{"event_type":"message.finalized","payload":{"id":"t1","to":[{"status":"delivered"}],"errors":[]}}})";
const std::string inbound =
    R"({"data":{"event_type":"message.received","payload":{"id":"i1","from":{"phone_number":"+31612345678"},"to":[{"phone_number":"+3161"}],"text":"STOP"}}})";

std::vector<http::Header> signature_of(const std::string& body) {
    const auto signature = ed25519_sign(Secret(from_hex(first_seed).value()), "1767323045|" + body);
    return {{"telnyx-timestamp", "1767323045"},
            {"telnyx-signature-ed25519", base64(test::value_of(signature))}};
}

std::string read_as(const ProviderConfig& config, std::vector<http::Header> headers, std::string ref = {}) {
    const auto news = read_webhook(config, a_webhook(delivered, std::move(headers), std::move(ref)), now);
    return news.has_error() ? error_name(news.error()) : text_of(news->reports.at(0));
}

TEST(TelnyxWebhook, IsBelievedByAnyOfTheKeys) {
    EXPECT_EQ(read_as(a_config({first_key}), signature_of(delivered)), "delivered id=t1 ref= error=");
    EXPECT_EQ(read_as(a_config({second_key(), first_key}), signature_of(delivered), "m_1.1.sig"),
              "delivered id=t1 ref=m_1.1.sig error=");
    EXPECT_EQ(read_as(a_config({second_key()}), signature_of(delivered)), "signature_bad");
    EXPECT_EQ(read_as(a_config({first_key}), {}, "m_1.1.sig"), "signature_missing");
}

TEST(TelnyxWebhook, WithoutAKeyIsBelievedAboutTheMessageOfItsPathOnly) {
    EXPECT_EQ(read_as(a_config(), {}), "signature_missing");
    EXPECT_EQ(read_as(a_config(), {}, "m_1.1.sig"), "delivered id=t1 ref=m_1.1.sig error=");
    const auto news = read_webhook(a_config(), a_webhook(inbound, {}, "m_1.1.sig"), now);
    ASSERT_TRUE(news.has_value());
    EXPECT_TRUE(news->inbound.empty());
}

TEST(TelnyxComplaint, NamesWhatIsWrong) {
    EXPECT_EQ(complaint_about(a_config({first_key, second_key()})), "");
    EXPECT_EQ(complaint_about(a_config({first_key, "c2hvcnQ="})),
              "public_keys must each be base64 of 32 bytes");
    EXPECT_EQ(complaint_about(a_config({"no base64"})), "public_keys must each be base64 of 32 bytes");
    auto config = a_config();
    config.webhook_secret = Secret("whsec");
    EXPECT_TRUE(complaint_about(config).starts_with("webhook_secret is not for type telnyx"));
    config = a_config();
    config.api_key = Secret();
    EXPECT_EQ(complaint_about(config), "api_key is required");
}

}   // namespace
}   // namespace smsgw::providers::telnyx
