// The first run: no account is configured, so one is made, with keys that only this machine's owner can read.
#pragma once

#include "app/config.hpp"

namespace smsgw::app {

// Account "default" whose key is in <data dir>/api_key (mode 0600) and another one, with the scope admin alone, in admin_key;
// made there when absent. Errors are the system's.
Result<Account> quick_start_account(const Config& config);

}   // namespace smsgw::app
