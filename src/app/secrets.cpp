// References to secrets, looked up.
#include "app/secrets.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view env_scheme = "env:";
constexpr std::string_view file_scheme = "file:";
constexpr std::string_view remote_schemes[] = {"vault:", "aws-sm:"};

ResolvedSecret failed(std::string problem) {
    return {Secret(), std::move(problem)};
}

std::string too_large(std::string_view where) {
    return std::string(where) + " is larger than 64 KiB: that is not a secret";
}

ResolvedSecret from_variable(const std::string& name, const SecretSources& sources) {
    if (name.empty()) return failed("env: needs the name of a variable");
    auto value = sources.getenv(name);
    if (!value || value->empty()) return failed("the environment variable " + name + " is not set");
    return {Secret(std::move(*value)), {}};
}

ResolvedSecret from_file(const std::string& path, const SecretSources& sources) {
    // A relative path would depend on where the daemon was started.
    if (!path.starts_with('/')) return failed("file: needs an absolute path, like file:/run/secrets/name");
    auto content = sources.read_file(path, secret_bytes_max);
    if (content.has_error()) {
        if (content.error() == boost::system::errc::file_too_large) return failed(too_large(path));
        return failed("cannot read " + path + ": " + content.error().message());
    }
    return as_secret(std::move(*content), path);
}

bool is_remote(std::string_view text) {
    for (const auto scheme : remote_schemes)
        if (text.starts_with(scheme)) return true;
    return false;
}

ResolvedSecret follow(std::string_view text, const SecretSources& sources) {
    if (text.starts_with(env_scheme))
        return from_variable(std::string(text.substr(env_scheme.size())), sources);
    if (text.starts_with(file_scheme))
        return from_file(std::string(text.substr(file_scheme.size())), sources);
    if (!is_remote(text)) return failed("write env:NAME or file:/path, not the secret itself");
    if (!sources.fetch)
        return failed("vault: and aws-sm: cannot be followed here: write env:NAME or file:/path");
    return sources.fetch(text);
}

}   // namespace

bool is_reference(std::string_view text) {
    return text.starts_with(env_scheme) || text.starts_with(file_scheme) || is_remote(text);
}

ResolvedSecret resolve_reference(std::string_view text, const SecretSources& sources) {
    auto resolved = follow(text, sources);
    if (resolved.problem.empty() && sources.followed) sources.followed(text, resolved.value);
    return resolved;
}

ResolvedSecret as_secret(std::string text, std::string_view where) {
    if (text.size() > secret_bytes_max) return failed(too_large(where));
    // Editors and `echo` end a file with a line end that is not part of the secret.
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) return failed(std::string(where) + " is empty");
    return {Secret(std::move(text)), {}};
}

}   // namespace smsgw::app
