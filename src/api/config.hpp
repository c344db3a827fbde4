// What is said about authentication.
#pragma once

#include <vector>

#include "smsgw/ip_range.hpp"

namespace smsgw::api {

struct AuthConfig {
    int failures_per_minute = 20;           // that an address may have, and at once, per engine; 0: no limit
    std::vector<IpRange> trusted_proxies;   // what they say in X-Forwarded-For is believed
};

}   // namespace smsgw::api
