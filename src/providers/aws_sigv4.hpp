// Signature Version 4, by which requests to AWS are authenticated, in its header form.
#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers {

struct AwsRequest {
    std::string method = "POST";
    std::string path =
        "/";   // as it goes over the wire; encoded once more for the signature, as all services but S3 want it
    std::string query;                   // raw, without '?'
    std::vector<http::Header> headers;   // all of them are signed; Host must be one
    std::string body;
};

struct AwsCredentials {
    std::string access_key_id;
    Secret secret_access_key;
    Secret session_token;   // of temporary credentials; else empty
};

struct AwsScope {
    std::string region;
    std::string service;
    WallTime time;   // AWS refuses what is more than five minutes off
};

struct AwsOptions {
    enum class Path { normalized, as_it_is };
    enum class BodyHash {
        implied,
        in_header,
        unsigned_payload
    };   // unsigned_payload: the body is not vouched for
    enum class SessionToken { signed_too, unsigned_header };

    Path path = Path::normalized;
    BodyHash body_hash = BodyHash::implied;
    SessionToken session_token = SessionToken::signed_too;
};

struct AwsSignature {
    std::vector<http::Header> headers;   // to be added to the request, in place of any of the same name
    std::string signature;               // hex; part of the Authorization header
    std::string canonical_request;       // for tests, and to compare with what AWS answers to a wrong one
    std::string string_to_sign;
};

AwsSignature sign_aws(const AwsRequest& request, const AwsCredentials& credentials, const AwsScope& scope,
                      const AwsOptions& options = {});

}   // namespace smsgw::providers
