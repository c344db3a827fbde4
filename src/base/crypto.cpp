#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace smsgw {
namespace {

const unsigned char* bytes(std::string_view s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

const EVP_MD* evp(Digest algorithm) {
    switch (algorithm) {
        case Digest::md5:
            return EVP_md5();
        case Digest::sha1:
            return EVP_sha1();
        case Digest::sha224:
            return EVP_sha224();
        case Digest::sha256:
            return EVP_sha256();
        case Digest::sha384:
            return EVP_sha384();
        case Digest::sha512:
            return EVP_sha512();
    }
    throw std::logic_error("not a digest");
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}   // namespace

std::string digest(Digest algorithm, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    // An empty answer would compare equal to an empty signature: rather none at all.
    if (EVP_Digest(data.data(), data.size(), out.data(), &size, evp(algorithm), nullptr) != 1)
        throw std::runtime_error("digest failed");
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hmac(Digest algorithm, std::string_view key, std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int size = 0;
    const char* const begin = key.empty() ? "" : key.data();   // OpenSSL takes no key for "the one before"
    if (HMAC(evp(algorithm), begin, static_cast<int>(key.size()), bytes(data), data.size(), out.data(),
             &size) == nullptr)
        throw std::runtime_error("HMAC failed");
    return {reinterpret_cast<const char*>(out.data()), size};
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    return hmac(Digest::sha256, key, data);
}

std::string sha256(std::string_view data) {
    return digest(Digest::sha256, data);
}

std::string hex(std::string_view data) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(data.size() * 2);
    for (const char c : data) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string base64(std::string_view data) {
    std::string out((data.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(data),
                                     static_cast<int>(data.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes(text),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    // OpenSSL counts the bytes that padding stands for.
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    out.resize(static_cast<std::size_t>(size) - padding);
    // One spelling only: no bits in the last character that nothing is made of.
    return base64(out) == text ? std::optional(std::move(out)) : std::nullopt;
}

std::string base64url(std::string_view data) {
    auto out = base64(data);
    for (char& c : out) {
        if (c == '+') c = '-';
        if (c == '/') c = '_';
    }
    while (!out.empty() && out.back() == '=') out.pop_back();
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
    std::string standard(text);
    for (char& c : standard) {
        if (c == '-') c = '+';
        if (c == '_') c = '/';
    }
    standard.append((4 - standard.size() % 4) % 4, '=');
    return from_base64(standard);
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]);
        const int low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void random_bytes(std::span<unsigned char> out) {
    // A system call costs more than 16 bytes are worth: take 512 at a time.
    thread_local std::array<unsigned char, 512> pool;
    thread_local std::size_t used = pool.size();
    std::size_t filled = 0;
    while (filled < out.size()) {
        if (used == pool.size()) {
            // Up to 256 bytes per call getrandom neither fails nor returns less (getrandom(2)).
            for (std::size_t i = 0; i < pool.size(); i += 256)
                if (getrandom(pool.data() + i, 256, 0) != 256) throw std::runtime_error("getrandom failed");
            used = 0;
        }
        const auto take = std::min(out.size() - filled, pool.size() - used);
        std::memcpy(out.data() + filled, pool.data() + used, take);
        std::memset(pool.data() + used, 0, take);
        used += take;
        filled += take;
    }
}

std::string random_base62(std::size_t length) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string out;
    out.reserve(length);
    while (out.size() < length) {
        std::array<unsigned char, 1> byte;
        random_bytes(byte);
        if (byte[0] < 4 * alphabet.size()) out += alphabet[byte[0] % alphabet.size()];   // no modulo bias
    }
    return out;
}

}   // namespace smsgw
