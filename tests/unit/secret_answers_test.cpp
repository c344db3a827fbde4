// What the answers of services that keep secrets come to, and how AWS is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/secret_aws.hpp"
#include "app/secret_vault.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = SecretAnswer::Kind;

http::ClientResponse answer(int status, std::string body) {
    return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

constexpr const char* vault_secret =
    R"({"request_id":"a","lease_id":"","renewable":false,"lease_duration":0,"data":{"data":{"api_key":"hidden","n":1},)"
    R"("metadata":{"created_time":"2026-01-01T00:00:00Z","deletion_time":"","destroyed":false,"version":3}},"auth":null})";

TEST(VaultAnswer, IsTheFieldsOfTheSecret) {
    const auto judged = judge_vault_secret(answer(200, vault_secret));
    EXPECT_EQ(judged.kind, Kind::told);
    EXPECT_EQ(judged.document, nlohmann::json::parse(R"({"api_key":"hidden","n":1})"));
}

TEST(VaultAnswer, IsWhoWeAreNow) {
    const auto judged = judge_vault_auth(answer(
        200, R"({"auth":{"client_token":"hvs.x","lease_duration":3600,"renewable":true},"data":null})"));
    EXPECT_EQ(judged.kind, Kind::told);
    EXPECT_EQ(judged.document.at("lease_duration"), 3600);
}

TEST(VaultAnswer, ThatIsNoSecretSaysWhyWithoutQuotingIt) {
    const struct {
        int status;
        std::string body;
        Kind kind;
        const char* problem;
    } rows[] = {
        {403, R"({"errors":["permission denied hidden"]})", Kind::forbidden, "403"},
        {404, R"({"errors":[]})", Kind::refused, "no such secret"},
        // a deleted version
        {404, R"({"data":{"data":null,"metadata":{"deletion_time":"2026-01-01T00:00:00Z"}}})", Kind::refused,
         "deleted"},
        {400, R"({"errors":["hidden"]})", Kind::refused, "400"},
        {307, "", Kind::refused, "redirect is not followed"},
        {412, "", Kind::away, "412"},
        {429, "", Kind::away, "429"},
        {473, "", Kind::away, "473"},
        {503, R"({"errors":["Vault is sealed"]})", Kind::away, "503"},
        {204, "", Kind::refused, "204"},
        {200, "<html>hidden", Kind::refused, "not understood"},
        {200, R"(["hidden"])", Kind::refused, "not understood"},
        {200, R"({"data":null})", Kind::refused, "not understood"},
        // of the first version of the engine
        {200, R"({"data":{"api_key":"hidden"}})", Kind::refused, "not understood"},
        {200, R"({"data":{"data":"hidden"}})", Kind::refused, "not understood"},
        {200, R"({"data":{"data":{"a":"hidden","a":"hidden"}}})", Kind::refused, "not understood"},
    };
    for (const auto& row : rows) {
        const auto judged = judge_vault_secret(answer(row.status, row.body));
        EXPECT_EQ(judged.kind, row.kind) << row.status << row.body;
        EXPECT_THAT(judged.problem, HasSubstr(row.problem));
        EXPECT_THAT(judged.problem, Not(HasSubstr("hidden")));
    }
}

TEST(AwsAnswer, IsTheTextOfTheSecret) {
    const auto judged = judge_aws_secret(answer(
        200,
        R"({"ARN":"arn:aws:secretsmanager:eu-west-1:1:secret:smsgw-AbCdEf","Name":"smsgw","SecretString":"hidden",)"
        R"("VersionId":"v","VersionStages":["AWSCURRENT"],"CreatedDate":1.7e9})"));
    EXPECT_EQ(judged.kind, Kind::told);
    EXPECT_EQ(judged.document, "hidden");
}

TEST(AwsAnswer, ThatIsNoSecretSaysWhyWithoutQuotingIt) {
    const struct {
        int status;
        std::string body;
        Kind kind;
        const char* problem;
    } rows[] = {
        {400, R"({"__type":"ResourceNotFoundException","Message":"hidden"})", Kind::refused,
         "ResourceNotFoundException"},
        {400, R"({"__type":"com.amazonaws.secretsmanager#AccessDeniedException"})", Kind::refused,
         "400 AccessDeniedException"},
        {400, R"({"__type":"ThrottlingException"})", Kind::away, "ThrottlingException"},
        {400, R"({"__type":"hidden hidden!"})", Kind::refused, "400"},
        {400, R"({"__type":7})", Kind::refused, "400"},
        {403, "", Kind::refused, "403"},
        {429, "", Kind::away, "429"},
        {500, R"({"__type":"InternalServiceError"})", Kind::away, "InternalServiceError"},
        {503, "<html>hidden", Kind::away, "503"},
        {302, "", Kind::refused, "302"},
        {200, R"({"SecretBinary":"aGlkZGVu"})", Kind::refused, "binary"},
        {200, R"({"SecretString":{"a":"hidden"}})", Kind::refused, "not understood"},
        {200, "hidden", Kind::refused, "not understood"},
    };
    for (const auto& row : rows) {
        const auto judged = judge_aws_secret(answer(row.status, row.body));
        EXPECT_EQ(judged.kind, row.kind) << row.status << row.body;
        EXPECT_THAT(judged.problem, HasSubstr(row.problem));
        EXPECT_THAT(judged.problem, Not(HasSubstr("hidden")));
    }
}

SecretsConfig aws_settings() {
    SecretsConfig settings;
    settings.aws_region = "eu-west-1";
    settings.aws_access_key_id = "AKIDEXAMPLE";
    settings.aws_secret_access_key = Secret("a-secret-access-key");
    return settings;
}

constexpr WallTime asked_at{Millis(1'767'323'045'000)};   // 2026-01-02T03:04:05Z

// The signatures were made by another implementation.
TEST(AwsRequest, IsSigned) {
    const auto request = aws_secret_request(aws_settings(), "smsgw/api_key", asked_at);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.url, "https://secretsmanager.eu-west-1.amazonaws.com/");
    EXPECT_EQ(request.body, R"({"SecretId":"smsgw/api_key"})");
    EXPECT_EQ(http::find_header(request.headers, "X-Amz-Target"), "secretsmanager.GetSecretValue");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/secretsmanager/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
              "Signature=4c096335cf28f01bc7090ca17c9d78a0c44c6d64262078dafc6fd348685c61ed");
    EXPECT_THAT(request.body + request.url, Not(HasSubstr("a-secret-access-key")));
}

TEST(AwsRequest, OfTemporaryCredentialsCarriesTheirToken) {
    auto settings = aws_settings();
    settings.aws_session_token = Secret("a-session-token");
    const auto request = aws_secret_request(settings, "smsgw/api_key", asked_at);
    EXPECT_EQ(http::find_header(request.headers, "X-Amz-Security-Token"), "a-session-token");
    EXPECT_EQ(http::find_header(request.headers, "Authorization"),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/secretsmanager/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
              "Signature=47f42ffa4fb74a92c08c255823b3c4f86ebb31622142edb2164e9d2a24725178");
}

TEST(AwsRequest, GoesToChinaOrToWhereItIsTold) {
    auto settings = aws_settings();
    settings.aws_region = "cn-north-1";
    EXPECT_EQ(aws_secret_request(settings, "a", asked_at).url,
              "https://secretsmanager.cn-north-1.amazonaws.com.cn/");
    settings.aws_url = "https://vpce.example.com";
    EXPECT_EQ(aws_secret_request(settings, "a", asked_at).url, "https://vpce.example.com");
}

TEST(SecretServices, NeedToKnowWhereAndWho) {
    SecretsConfig settings;
    EXPECT_THAT(complaint_about_vault(settings).value_or(""), HasSubstr("vault_url"));
    settings.vault_url = "vault.example.com";
    EXPECT_THAT(complaint_about_vault(settings).value_or(""), HasSubstr("must be an absolute URL"));
    settings.vault_url = "https://vault.example.com:8200/";
    EXPECT_THAT(complaint_about_vault(settings).value_or(""), HasSubstr("vault_token"));
    settings.vault_token = Secret("hidden\nX-Other: 1");
    EXPECT_THAT(complaint_about_vault(settings).value_or(""), HasSubstr("visible ASCII"));
    settings.vault_token = Secret("hvs.hidden");
    EXPECT_EQ(complaint_about_vault(settings), std::nullopt);
    settings.vault_token = Secret();
    settings.vault_role_id = "a-role";
    settings.vault_secret_id = Secret("hidden \xff");
    EXPECT_THAT(complaint_about_vault(settings).value_or(""), HasSubstr("visible ASCII"));
    settings.vault_secret_id = Secret("hidden");
    EXPECT_EQ(complaint_about_vault(settings), std::nullopt);

    EXPECT_THAT(complaint_about_aws(settings).value_or(""), HasSubstr("aws_region"));
    settings.aws_region = "eu-west-1/evil.example.com";
    EXPECT_THAT(complaint_about_aws(settings).value_or(""), HasSubstr("aws_region"));
    settings.aws_region = "eu-west-1";
    EXPECT_THAT(complaint_about_aws(settings).value_or(""), HasSubstr("aws_access_key_id"));
    settings = aws_settings();
    EXPECT_EQ(complaint_about_aws(settings), std::nullopt);
    settings.aws_session_token = Secret("hidden hidden");
    EXPECT_THAT(complaint_about_aws(settings).value_or(""), HasSubstr("visible ASCII"));
}

}   // namespace
}   // namespace smsgw::app
