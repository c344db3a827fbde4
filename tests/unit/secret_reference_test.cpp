// What a reference to a service names, and what is no reference.
#include "app/secret_reference.hpp"

#include <gtest/gtest.h>

namespace smsgw::app {
namespace {

TEST(SecretReference, OfVaultIsAPathAndAField) {
    const struct {
        const char* text;
        const char* path;
        const char* field;
    } rows[] = {
        {"vault:secret/data/smsgw#api_key", "secret/data/smsgw", "api_key"},
        {"vault:team/kv/data/smsgw/prod#smstools.key", "team/kv/data/smsgw/prod", "smstools.key"},
        {"vault:secret/data/a#b#c", "secret/data/a", "b#c"},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_remote_reference(row.text);
        const auto* vault = std::get_if<VaultReference>(&parsed);
        ASSERT_NE(vault, nullptr) << row.text;
        EXPECT_EQ(vault->path, row.path);
        EXPECT_EQ(vault->field, row.field);
    }
}

TEST(SecretReference, OfAwsIsANameOrArnAndPerhapsAMember) {
    const struct {
        const char* text;
        const char* id;
        const char* member;
    } rows[] = {
        {"aws-sm:smsgw/api_key", "smsgw/api_key", ""},
        {"aws-sm:smsgw#api_key", "smsgw", "api_key"},
        {"aws-sm:arn:aws:secretsmanager:eu-west-1:123456789012:secret:smsgw-AbCdEf#pepper",
         "arn:aws:secretsmanager:eu-west-1:123456789012:secret:smsgw-AbCdEf", "pepper"},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_remote_reference(row.text);
        const auto* aws = std::get_if<AwsReference>(&parsed);
        ASSERT_NE(aws, nullptr) << row.text;
        EXPECT_EQ(aws->id, row.id);
        EXPECT_EQ(aws->member, row.member);
    }
}

TEST(SecretReference, ThatNamesNothingSaysWhatIsMissing) {
    const struct {
        std::string text;
        const char* problem;
    } rows[] = {
        {"vault:secret/data/smsgw", "names no field"},
        {"vault:secret/data/smsgw#", "names no field"},
        {"vault:#api_key", "is not a path"},
        {"vault:/secret/data/smsgw#api_key", "is not a path"},
        {"vault:secret/data/../sys#api_key", "is not a path"},
        {"vault:secret/data//smsgw#api_key", "is not a path"},
        {"vault:secret/data/#api_key", "is not a path"},
        {"vault:secret/smsgw#api_key", "has no /data/"},
        {"vault:secret/data/sms gw#api_key", "visible ASCII"},
        {"vault:secret/data/" + std::string(512, 'a') + "#api_key", "at most 512"},
        {"aws-sm:", "names no secret"},
        {"aws-sm:#api_key", "names no secret"},
        {"aws-sm:smsgw#", "names no member"},
        {"aws-sm:a\nb", "visible ASCII"},
        {"env:NAME", "neither"},
    };
    for (const auto& row : rows) {
        const auto parsed = parse_remote_reference(row.text);
        const auto* problem = std::get_if<ReferenceProblem>(&parsed);
        ASSERT_NE(problem, nullptr) << row.text;
        EXPECT_NE(problem->text.find(row.problem), std::string::npos) << row.text << ": " << problem->text;
    }
}

}   // namespace
}   // namespace smsgw::app
