// The first run: no account is configured, so one is made, with a key that only this machine's owner can read.
#pragma once

#include "app/config.hpp"

namespace smsgw::app {

// Account "default" whose key is in <data dir>/api_key (mode 0600), made there when absent. Errors are the system's.
Result<Account> quick_start_account(const Config& config);

}   // namespace smsgw::app
