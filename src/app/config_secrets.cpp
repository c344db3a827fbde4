#include "app/config_secrets.hpp"

#include "base/crypto.hpp"

namespace smsgw::app {
namespace {

FetchSecret open(const OpenServices& services, SecretsConfig settings, const SecretSources& sources) {
    if (auto problem = add_standard_variables(settings, sources))
        return [problem = std::move(*problem)](std::string_view) {
            return ResolvedSecret{Secret(), problem};
        };
    return services(settings);
}

// What is known from before stands in for what a service cannot say now.
ResolvedSecret kept_if_away(ResolvedSecret resolved, const std::string& reference, const KnownSecrets& known,
                            SecretsRead& read) {
    if (resolved.problem.empty() || resolved.failure != ResolvedSecret::Failure::away) return resolved;
    const auto former = known.find(reference);
    if (former == known.end()) {
        ++read.away;
        return resolved;
    }
    read.kept.push_back(std::move(resolved.problem));
    return {former->second, {}};
}

}   // namespace

void follow_references(LoadInput& input, const SecretsConfig& settings, SecretsRead& read) {
    auto& sources = input.sources;
    const SecretSources plain{sources.getenv, sources.read_file};
    sources.followed = [&read](std::string_view reference, const Secret& value) {
        read.digest = sha256(read.digest + sha256(reference) + sha256(value.reveal()));
    };
    if (!input.open_services) return;
    sources.fetch = [&settings, &read, &input, plain,
                     fetch = FetchSecret()](std::string_view reference) mutable {
        if (!fetch) fetch = open(input.open_services, settings, plain);
        const std::string name(reference);
        auto resolved = kept_if_away(fetch(reference), name, input.known, read);
        if (resolved.problem.empty()) read.from_services.insert_or_assign(name, resolved.value);
        return resolved;
    };
}

}   // namespace smsgw::app
