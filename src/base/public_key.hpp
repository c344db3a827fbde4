// Signatures by key pairs, over OpenSSL 3: Ed25519, and RSA as X.509 certificates and JSON Web Tokens have it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

struct evp_pkey_st;   // OpenSSL's EVP_PKEY

namespace smsgw {

// Public key (32 bytes) and signature (64 bytes) are raw; false for others. RFC 8032, pure Ed25519.
bool ed25519_verify(std::string_view public_key, std::string_view data, std::string_view signature);

// The 64 bytes of the signature by a private key's seed (32 bytes). Errc::config_invalid: not a seed. For simulated
// providers; nothing of ours is signed so.
Result<std::string> ed25519_sign(const Secret& seed, std::string_view data);

// The RSA key of a certificate. Its chain and its dates are not looked at: whoever fetched it vouches for it.
class RsaCertificate {
public:
    // One PEM certificate. Errc::config_invalid: not one, not RSA, fewer than 2048 bits, more than 64 KiB of text.
    static Result<RsaCertificate> parse(std::string_view pem);

    // PKCS #1 v1.5; the signature is raw bytes.
    bool verify(Digest algorithm, std::string_view data, std::string_view signature) const;

private:
    explicit RsaCertificate(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

class RsaPrivateKey {
public:
    // PEM, PKCS #1 or #8, not encrypted. Errc::config_invalid as above.
    static Result<RsaPrivateKey> parse(const Secret& pem);

    // PKCS #1 v1.5; raw bytes. Throws what OpenSSL fails with: a bug, or no memory.
    std::string sign(Digest algorithm, std::string_view data) const;

private:
    explicit RsaPrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

}   // namespace smsgw
