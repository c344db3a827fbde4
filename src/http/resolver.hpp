// From the name of a host to its addresses. A function, so that tests say what names resolve to.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <string>
#include <vector>

#include "smsgw/result.hpp"
#include "smsgw/task.hpp"

namespace smsgw::http {

using Addresses = std::vector<asio::ip::address>;

// The addresses in the order in which to try them, each once; Errc::dns_failed when there are none.
using Resolver = std::function<Task<Result<Addresses>>(std::string host)>;

// As the system does it (getaddrinfo), on a thread of its own. Cannot be cancelled once it has begun.
Task<Result<Addresses>> resolve_by_system(std::string host);

}   // namespace smsgw::http
