// The bytes of a request that the client sends.
#pragma once

#include <string>

#include "http/client.hpp"
#include "http/url.hpp"

namespace smsgw::http {

// Errc::request_malformed: a method that is no upper-case token, a field with a name that is no token or a control
// character in its value, or a field that the client itself writes or does not do (Host, Content-Length,
// Transfer-Encoding, Connection, Expect, Upgrade, TE, Trailer).
Result<std::string> to_text(const ClientRequest& request, const Url& url);

}   // namespace smsgw::http
