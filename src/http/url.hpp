// The absolute http and https URLs that the client requests, taken apart by Boost.URL.
#pragma once

#include <cstdint>
#include <string>

#include "smsgw/result.hpp"

namespace smsgw::http {

struct Url {
    enum class Scheme { http, https };

    Scheme scheme = Scheme::https;
    std::string host;   // lower case; an IPv6 address without its brackets
    std::uint16_t port = 443;
    std::string target;   // path and query, never empty

    // Errc::url_invalid: not absolute, another scheme, no host, a percent-encoded host, an IPv6 zone, user
    // information (it would end in logs), port 0, more than 2048 bytes. A fragment is dropped: it never goes over the wire.
    static Result<Url> parse(const std::string& text);

    std::string authority() const;   // the Host field: the port only when it is not the scheme's own
    std::string origin() const;      // what connections may be shared for
};

}   // namespace smsgw::http
