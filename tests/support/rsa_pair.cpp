#include "support/rsa_pair.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace smsgw::test {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string text_in(BIO* bio) {
    char* begin = nullptr;
    const long size = BIO_get_mem_data(bio, &begin);
    return {begin, static_cast<std::size_t>(size)};
}

}   // namespace

RsaPair an_rsa_pair(unsigned int bits) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(bits), EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    const Bio key_text(BIO_new(BIO_s_mem()), BIO_free);
    const Bio certificate_text(BIO_new(BIO_s_mem()), BIO_free);
    constexpr long year_s = 365L * 24 * 3600;
    if (!key || !certificate || X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) == nullptr ||
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), year_s) == nullptr ||
        X509_set_pubkey(certificate.get(), key.get()) != 1 ||
        X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0 ||
        PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1)
        throw std::runtime_error("no RSA key could be made");
    return {text_in(key_text.get()), text_in(certificate_text.get())};
}

}   // namespace smsgw::test
