// smsgwctl keys: API keys are made here and shown once; the gateway keeps only their hashes.
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// The entry of an account's `keys` in smsgw.toml: 64 hex digits, a colon and the scopes.
std::string key_entry(const Secret& pepper, std::string_view key, const std::vector<Scope>& scopes);

// Prints a new key and its entry. Nothing is stored, so what is printed is all there is. Returns an exit code; misuse
// when no pepper can be found, for a hash made with another one opens nothing.
int make_new_key(const KeysNewOptions& options, const LoadInput& input, std::ostream& out, std::ostream& err);

// The keys that the configuration lists, each by its account, the first digits of its hash and its scopes. Reads the
// configuration as smsgwd does, with all its secrets; misuse when it is wrong.
int list_keys(const KeysListOptions& options, const LoadInput& input, std::ostream& out, std::ostream& err);

}   // namespace smsgw::app
