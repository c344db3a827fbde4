#include "app/secret_reference.hpp"

#include <algorithm>

namespace smsgw::app {
namespace {

constexpr std::string_view vault_scheme = "vault:";
constexpr std::string_view aws_scheme = "aws-sm:";
constexpr std::size_t part_bytes_max = 512;

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// Segments that are there: an empty one or a dot would make a request for another path than the one that is read here.
bool is_path(std::string_view text) {
    while (true) {
        const auto slash = std::min(text.find('/'), text.size());
        const auto segment = text.substr(0, slash);
        if (segment.empty() || segment == "." || segment == "..") return false;
        if (slash == text.size()) return true;
        text.remove_prefix(slash + 1);
    }
}

RemoteReference parse_vault(std::string_view name, std::string_view field) {
    if (field.empty()) return ReferenceProblem{"names no field, as in vault:secret/data/smsgw#api_key"};
    if (!is_path(name)) return ReferenceProblem{"is not a path, as in vault:secret/data/smsgw#api_key"};
    if (name.find("/data/") == std::string_view::npos)
        return ReferenceProblem{
            "has no /data/ after the mount of a KV engine of version 2, as in "
            "vault:secret/data/smsgw#api_key"};
    return VaultReference{std::string(name), std::string(field)};
}

}   // namespace

RemoteReference parse_remote_reference(std::string_view text) {
    const bool vault = text.starts_with(vault_scheme);
    if (!vault && !text.starts_with(aws_scheme)) return ReferenceProblem{"is neither vault: nor aws-sm:"};
    text.remove_prefix(vault ? vault_scheme.size() : aws_scheme.size());
    if (text.size() > part_bytes_max || !is_visible(text))
        return ReferenceProblem{"must be at most 512 visible ASCII characters"};
    const auto hash = std::min(text.find('#'), text.size());
    const auto name = text.substr(0, hash);
    const auto part = hash < text.size() ? text.substr(hash + 1) : std::string_view();
    if (vault) return parse_vault(name, part);
    if (name.empty()) return ReferenceProblem{"names no secret, as in aws-sm:smsgw/api_key"};
    if (hash < text.size() && part.empty())
        return ReferenceProblem{"names no member after the #, as in aws-sm:smsgw#api_key"};
    return AwsReference{std::string(name), std::string(part)};
}

}   // namespace smsgw::app
