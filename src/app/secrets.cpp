// References to secrets, looked up.
#include "app/secrets.hpp"

namespace smsgw::app {
namespace {

constexpr std::string_view env_scheme = "env:";
constexpr std::string_view file_scheme = "file:";

ResolvedSecret failed(std::string problem) {
    return {Secret(), std::move(problem)};
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
        if (content.error() == boost::system::errc::file_too_large)
            return failed(path + " is larger than 64 KiB: that is not a secret");
        return failed("cannot read " + path + ": " + content.error().message());
    }
    // Editors and `echo` end a file with a line end that is not part of the secret.
    auto& text = *content;
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) return failed(path + " is empty");
    return {Secret(std::move(text)), {}};
}

}   // namespace

bool is_reference(std::string_view text) {
    for (const std::string_view scheme :
         {env_scheme, file_scheme, std::string_view("vault:"), std::string_view("aws-sm:")})
        if (text.starts_with(scheme)) return true;
    return false;
}

ResolvedSecret resolve_reference(std::string_view text, const SecretSources& sources) {
    if (text.starts_with(env_scheme))
        return from_variable(std::string(text.substr(env_scheme.size())), sources);
    if (text.starts_with(file_scheme))
        return from_file(std::string(text.substr(file_scheme.size())), sources);
    if (is_reference(text))
        return failed(
            "vault: and aws-sm: are not available in this version; let an agent write a file and use "
            "file:/path");
    return failed("write env:NAME or file:/path, not the secret itself");
}

}   // namespace smsgw::app
