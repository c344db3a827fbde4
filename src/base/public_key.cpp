#include "base/public_key.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace smsgw {
namespace {

using Key = std::shared_ptr<evp_pkey_st>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr std::size_t pem_bytes_max = 64 * 1024;
constexpr int rsa_bits_min = 2048;
constexpr std::size_t ed25519_key_bytes = 32;
constexpr std::size_t ed25519_signature_bytes = 64;

const unsigned char* bytes(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

Key own(EVP_PKEY* key) {
    return {key, [](EVP_PKEY* k) { EVP_PKEY_free(k); }};
}

// OpenSSL keeps its errors in a queue per thread, where whoever looks next would take ours for its own: TLS does.
struct ErrorsForgotten {
    ErrorsForgotten() = default;
    ErrorsForgotten(const ErrorsForgotten&) = delete;
    ErrorsForgotten& operator=(const ErrorsForgotten&) = delete;
    ~ErrorsForgotten() { ERR_clear_error(); }
};

const EVP_MD* rsa_digest(Digest algorithm) {
    switch (algorithm) {
        case Digest::sha1:
            return EVP_sha1();   // SNS signature version 1
        case Digest::sha256:
            return EVP_sha256();
        case Digest::sha384:
            return EVP_sha384();
        case Digest::sha512:
            return EVP_sha512();
        case Digest::md5:
        case Digest::sha224:
            break;
    }
    throw std::logic_error("nobody signs so with RSA");
}

bool is_strong_rsa(const Key& key) {
    return key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA &&
           EVP_PKEY_get_bits(key.get()) >= rsa_bits_min;
}

// Without it OpenSSL would ask at the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
    return -1;
}

// Asks for the size first: the two calls that OpenSSL wants.
std::string sign_with(const Key& key, const EVP_MD* algorithm, std::string_view data) {
    const ErrorsForgotten forgotten;
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, algorithm, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes(data), data.size()) != 1)
        throw std::runtime_error("signing failed");
    std::string out(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, bytes(data),
                       data.size()) != 1)
        throw std::runtime_error("signing failed");
    out.resize(size);
    return out;
}

bool verify_with(const Key& key, const EVP_MD* algorithm, std::string_view data, std::string_view signature) {
    const ErrorsForgotten forgotten;
    const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    return context && EVP_DigestVerifyInit(context.get(), nullptr, algorithm, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data), data.size()) == 1;
}

}   // namespace

bool ed25519_verify(std::string_view public_key, std::string_view data, std::string_view signature) {
    if (public_key.size() != ed25519_key_bytes || signature.size() != ed25519_signature_bytes) return false;
    const ErrorsForgotten forgotten;
    const auto key =
        own(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(public_key), public_key.size()));
    return key && verify_with(key, nullptr, data, signature);
}

Result<std::string> ed25519_sign(const Secret& seed, std::string_view data) {
    if (seed.reveal().size() != ed25519_key_bytes) return Errc::config_invalid;
    const auto key = own(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes(seed.reveal()), seed.reveal().size()));
    return sign_with(key, nullptr, data);
}

Result<RsaCertificate> RsaCertificate::parse(std::string_view pem) {
    if (pem.size() > pem_bytes_max) return Errc::config_invalid;
    const ErrorsForgotten forgotten;
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        bio ? PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr) : nullptr, X509_free);
    auto key = own(certificate ? X509_get_pubkey(certificate.get()) : nullptr);
    if (!is_strong_rsa(key)) return Errc::config_invalid;
    return RsaCertificate(std::move(key));
}

bool RsaCertificate::verify(Digest algorithm, std::string_view data, std::string_view signature) const {
    return verify_with(key_, rsa_digest(algorithm), data, signature);
}

Result<RsaPrivateKey> RsaPrivateKey::parse(const Secret& pem) {
    const auto& text = pem.reveal();
    if (text.size() > pem_bytes_max) return Errc::config_invalid;
    const ErrorsForgotten forgotten;
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
    auto key = own(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr) : nullptr);
    if (!is_strong_rsa(key)) return Errc::config_invalid;
    return RsaPrivateKey(std::move(key));
}

std::string RsaPrivateKey::sign(Digest algorithm, std::string_view data) const {
    return sign_with(key_, rsa_digest(algorithm), data);
}

}   // namespace smsgw
