// What an engine makes of the configuration, without being a part of it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "callback/config.hpp"
#include "http/client.hpp"
#include "intake/config.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::app {

// Providers and CAPTCHA services are on the network, and on purpose nothing keeps them from being on ours: their URLs are
// the operator's own.
bool any_address(const asio::ip::address& address);

double uniform();   // in [0, 1)

// One per provider: each has its own limits.
std::vector<std::unique_ptr<http::Client>> make_clients(const Config& config, asio::any_io_executor executor,
                                                        Clock& clock);

// Throws when one is not usable.
std::vector<std::unique_ptr<SmsProvider>> make_providers(const Config& config,
                                                         std::vector<std::unique_ptr<http::Client>>& clients);

std::vector<callback::Endpoint> make_endpoints(const std::vector<Account>& accounts);

// The pepper is the one secret that all replicas share and that no request can learn.
intake::AdmissionConfig admission_config(const Config& config);

// Unique for this engine of this process, also across restarts: leases of a dead process are told from ours.
std::string consumer_name(int index);

}   // namespace smsgw::app
