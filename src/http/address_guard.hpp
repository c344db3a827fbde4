// Which addresses a callback may reach: part of an AddressPolicy for http::Client, which asks it about every address that a
// name resolves to, right before it connects to just these.
#pragma once

#include <boost/asio/ip/address.hpp>

#include "smsgw/task.hpp"

namespace smsgw::http {

// Is it an address of the public internet? Not: this machine, private and shared networks, link-local, multicast,
// documentation and benchmark ranges, what is reserved, and every IPv6 form that carries an IPv4 address.
bool is_global(const asio::ip::address& address);

}   // namespace smsgw::http
