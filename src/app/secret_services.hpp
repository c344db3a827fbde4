// Secrets of Vault and of AWS Secrets Manager for whoever reads a configuration and cannot go on without them.
#pragma once

#include "app/secrets_config.hpp"

namespace smsgw::app {

// Each fetch waits for its answer, on an event loop of its own. All of what one service is asked for from one beginning takes 15
// seconds at most, or as long as the system's resolver when that does not answer; once the service is found away, it is not
// asked again. One thread at a time may use it. TLS servers are verified, redirects are not followed.
OpenServices secret_services();

}   // namespace smsgw::app
