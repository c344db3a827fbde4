// Where a request comes from.
#pragma once

#include <optional>
#include <vector>

#include "http/message.hpp"
#include "smsgw/ip_range.hpp"

namespace smsgw::api {

// The peer; or, when that is one of the operator's own proxies, the client as they name it in X-Forwarded-For: the last
// address there that is none of theirs. What a client has put in front of that is not believed, and neither is what is no
// address: then it is the proxy that had written it. Nothing: the peer has no address.
std::optional<asio::ip::address> client_address(const http::Request& request,
                                                const std::vector<IpRange>& proxies);

}   // namespace smsgw::api
