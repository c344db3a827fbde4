// smsgwctl redis-acl: the user of Redis that the gateway needs, as a line for people to give to Redis.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Prints the line, with the password as a hash; a password that was made here is shown, once. Asks no Redis. Misuse when
// the password cannot be read.
int print_redis_acl(const RedisAclOptions& options, const LoadInput& input, std::ostream& out,
                    std::ostream& err);

}   // namespace smsgw::app
