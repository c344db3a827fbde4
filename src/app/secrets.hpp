// Secrets by reference: the configuration says where a secret is, not what it is, so that smsgw.toml can be shown,
// copied and committed.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"

namespace smsgw::app {

inline constexpr std::size_t secret_bytes_max = 64 * 1024;

// The value of an environment variable. Absent and empty are the same to the caller: container platforms write
// NAME= for what nobody set.
using Getenv = std::function<std::optional<std::string>(const std::string& name)>;

// The whole content of a file of at most `bytes_max` bytes; errors are the system's (no_such_file_or_directory,
// permission_denied, file_too_large, ...).
using ReadFile = std::function<Result<std::string>(const std::string& path, std::size_t bytes_max)>;

struct ResolvedSecret {
    // Will a later try perhaps succeed? `away`: the service that keeps the secret could not say.
    enum class Failure : unsigned char { lasting, away };

    Secret value;
    std::string problem;   // empty when `value` holds the secret; never quotes a secret
    Failure failure = Failure::lasting;
};

// Asks a service for the secret that a `vault:` or `aws-sm:` reference names. Problems begin with the reference.
using FetchSecret = std::function<ResolvedSecret(std::string_view reference)>;

struct SecretSources {
    Getenv getenv;
    ReadFile read_file;
    FetchSecret fetch = {};   // empty: services cannot be asked
    // Told of every reference that was followed, and what it came to; may be empty.
    std::function<void(std::string_view reference, const Secret& value)> followed = {};
};

// Does the text say where a secret is (`env:`, `file:`, `vault:` or `aws-sm:`)?
bool is_reference(std::string_view text);

// `env:NAME`, `file:/path`, and with `sources.fetch` what app/secret_reference.hpp describes. Anything else, an unset
// variable, an unreadable, empty or too large file is a problem.
ResolvedSecret resolve_reference(std::string_view text, const SecretSources& sources);

// What a file or a service holds as a secret: one trailing line end is dropped. An empty or too large one is a problem
// of `where`.
ResolvedSecret as_secret(std::string text, std::string_view where);

}   // namespace smsgw::app
