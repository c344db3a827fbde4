// smsgwctl keys: API keys are made here and shown once; the gateway keeps only their hashes. Which are revoked is in Redis.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// The entry of an account's `keys` in smsgw.toml: 64 hex digits, and what the key may do.
std::string key_entry(const ApiKey& key);

// Prints a new key and its entry. Nothing is stored, so what is printed is all there is. Returns an exit code; misuse
// when no pepper can be found, for a hash made with another one opens nothing.
int make_new_key(const KeysNewOptions& options, const LoadInput& input, std::ostream& out, std::ostream& err);

// The keys that the configuration lists, each by its account, its id and what it may do, and whether it is revoked; then
// what is revoked and is not in the configuration. Reads the configuration as smsgwd does, with all its secrets; misuse when
// it is wrong. When Redis does not tell what is revoked, the list says so, and the answer is not the wished-for one.
Task<int> list_keys(KeysListOptions options, CtlContext context);

// Revokes a key, or takes that back. It need not be in the configuration that is read here, but then that is said.
Task<int> handle_revocation(KeysRevokeOptions options, CtlContext context);

}   // namespace smsgw::app
