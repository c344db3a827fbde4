// What `vault:` and `aws-sm:` references name; pure.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace smsgw::app {

// vault:secret/data/smsgw#api_key: a field of the latest version of a secret of Vault's KV engine, version 2. The path is
// that of Vault's HTTP API: the engine's mount, `data`, the secret's own path.
struct VaultReference {
    std::string path;
    std::string field;
};

// aws-sm:smsgw/api_key or aws-sm:smsgw#api_key: a secret of AWS Secrets Manager by its name or ARN, the whole of it or a
// member of the JSON object that it is.
struct AwsReference {
    std::string id;
    std::string member;   // empty: the whole
};

struct ReferenceProblem {
    std::string text;   // what is wrong with it
};

using RemoteReference = std::variant<VaultReference, AwsReference, ReferenceProblem>;

RemoteReference parse_remote_reference(std::string_view text);

}   // namespace smsgw::app
