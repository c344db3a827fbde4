// A fresh RSA key and a certificate of it, signed by itself.
#pragma once

#include <string>

namespace smsgw::test {

struct RsaPair {
    std::string private_key_pem;
    std::string certificate_pem;
};

RsaPair an_rsa_pair(unsigned int bits);

}   // namespace smsgw::test
