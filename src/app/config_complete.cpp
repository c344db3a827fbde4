// Rules between values, and the defaults that depend on other values.
#include "app/config_complete.hpp"

#include <algorithm>

#include "app/config_checks.hpp"
#include "app/config_label.hpp"
#include "app/config_routes.hpp"
#include "base/callback_url.hpp"
#include "base/standard_webhooks.hpp"
#include "callback/verdict.hpp"
#include "providers/registry.hpp"
#include "providers/smstools.hpp"

namespace smsgw::app {
namespace {

// Reports each id that is missing or taken.
template <class Item>
void check_ids(std::string_view list, const std::vector<Item>& items, Findings& findings) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& id = items[i].id.str();
        if (id.empty()) {
            findings.missing(label(list, items, i) + ".id", "it needs a name");
        } else if (!seen.insert(id).second) {
            findings.problem(label(list, id) + ": the id is used twice");
        }
    }
}

void check_callback_url(const Config& config, const std::string& key, const std::string& url,
                        Findings& findings) {
    const auto loopback = config.callback.allow_loopback ? Loopback::allowed : Loopback::refused;
    if (url.empty() || findings.rejected.contains(key)) return;
    if (const auto complaint = complaint_about_callback_url(url, loopback))
        findings.problem(key + ": " + *complaint);
}

void check_account_callbacks(const Config& config, const Account& account, const std::string& name,
                             Findings& findings) {
    check_callback_url(config, name + ".callback_url", account.callback_url, findings);
    for (const auto& prefix : account.callback_allow)
        check_callback_url(config, name + ".callback_allow", prefix, findings);
    const struct {
        std::string key;
        const Secret& secret;
    } rows[] = {{name + ".callback_secret", account.callback_secret},
                {name + ".callback_secret_old", account.callback_secret_old}};
    for (const auto& row : rows)
        if (!row.secret.empty() && WebhookKey::parse(row.secret.reveal()).has_error())
            findings.problem(row.key + ": must be whsec_ and the base64 of 24 to 64 bytes");
    if (!account.has_callbacks()) return;
    if (account.callback_secret.empty() && !findings.rejected.contains(rows[0].key))
        findings.missing(rows[0].key, "callbacks are signed");
    // The last try of an event is so late; a message that is gone by then cannot be told of.
    if (const auto last = callback::schedule_max(config.callback.retry_first);
        config.retention.messages < last)
        findings.warning(name + ": retention.hours is shorter than the schedule of callbacks (" +
                         std::to_string(std::chrono::ceil<std::chrono::hours>(last).count()) + " h)");
}

void complete_accounts(Config& config, Findings& findings) {
    config.quick_start = config.accounts.empty() && !findings.rejected.contains("SMSGW_API_KEY");
    check_ids("accounts", config.accounts, findings);
    std::set<std::string> hashes;
    for (std::size_t i = 0; i < config.accounts.size(); ++i) {
        const auto& account = config.accounts[i];
        const auto name = label("accounts", config.accounts, i);
        if (account.keys.empty() && !findings.rejected.contains(name + ".keys"))
            findings.warning(name + " has no keys: nobody can send by it");
        check_account_callbacks(config, account, name, findings);
        for (const auto& key : account.keys)
            if (!hashes.insert(key.hash).second)
                findings.problem(name + ".keys: a key is listed twice, so whose it is cannot be told");
    }
    if (!config.pepper.empty() && config.pepper.reveal().size() < 16)
        findings.warning("auth.pepper is shorter than 16 bytes: it can be guessed");
}

void complete_smstools(providers::ProviderConfig& provider, const std::string& name, Findings& findings) {
    if (provider.api.empty()) provider.api = "bearer";
    if (provider.api == "bearer") {
        if (provider.base_url.empty()) provider.base_url = providers::smstools::bearer_base_url;
        if (provider.api_key.empty()) findings.missing(name + ".api_key", "api bearer needs it");
        if (!provider.client_id.empty() || !provider.client_secret.empty())
            findings.warning(name + ": api bearer uses no client_id and no client_secret");
    } else if (provider.api == "client") {
        if (provider.base_url.empty()) provider.base_url = providers::smstools::client_base_url;
        if (provider.client_id.empty()) findings.missing(name + ".client_id", "api client needs it");
        if (provider.client_secret.empty()) findings.missing(name + ".client_secret", "api client needs it");
        if (!provider.api_key.empty()) findings.warning(name + ": api client uses no api_key");
    }
    if (provider.webhook_secret.empty() && !findings.rejected.contains(name + ".webhook_secret"))
        findings.warning(name + " has no webhook_secret: its delivery reports cannot be verified");
}

// The simulated operator inside the daemon, which makes its address and secrets.
bool is_built_in(const providers::ProviderConfig& provider) {
    return provider.type == "sandbox" && provider.base_url.empty();
}

void complete_sandbox(const providers::ProviderConfig& provider, const std::string& name,
                      Findings& findings) {
    if (!provider.api.empty() || !provider.client_id.empty() || !provider.client_secret.empty())
        findings.problem(name + ": api, client_id and client_secret are for type smstools");
    if (is_built_in(provider)) return;
    if (provider.api_key.empty()) findings.missing(name + ".api_key", "a sandbox with a base_url needs it");
    if (provider.webhook_secret.empty())
        findings.missing(name + ".webhook_secret", "a sandbox with a base_url signs its reports");
}

void complete_provider(providers::ProviderConfig& provider, const std::string& name, Findings& findings) {
    const auto known_problems = findings.problems.size();
    if (provider.type == "smstools") complete_smstools(provider, name, findings);
    if (provider.type == "sandbox") complete_sandbox(provider, name, findings);
    // The provider's own judgement, for what is not found above: it knows its types and their rules.
    const bool has_rejected =
        std::any_of(findings.rejected.begin(), findings.rejected.end(),
                    [&](const auto& rejected) { return rejected.starts_with(name + "."); });
    if (!is_built_in(provider) && !has_rejected && findings.problems.size() == known_problems)
        if (const auto complaint = providers::complaint_about(provider); !complaint.empty())
            findings.problem(name + ": " + complaint);
    if (transport_of(provider.base_url) == Transport::clear_text)
        findings.warning(name + ".base_url is http: its secret and all messages travel in the clear");
}

void complete_providers(Config& config, Findings& findings) {
    if (config.providers.empty()) {
        providers::ProviderConfig sandbox;
        sandbox.id = ProviderId("sandbox");
        sandbox.type = "sandbox";
        config.providers.push_back(std::move(sandbox));
    }
    check_ids("providers", config.providers, findings);
    for (std::size_t i = 0; i < config.providers.size(); ++i) {
        auto& provider = config.providers[i];
        const auto name = label("providers", config.providers, i);
        complete_provider(provider, name, findings);
        // Believed wrongly, it would make a second SMS of every repeat.
        if (is_built_in(provider) && provider.dedupe && !config.sandbox_dedupe)
            findings.problem(name + ".dedupe: the built-in operator drops repeats only with sandbox.dedupe");
        // Slower is a mistake, and would be counted wrong.
        if (provider.pace.tps > 0 && provider.pace.tps < 0.001)
            findings.problem(name + ".tps: must be 0 (no limit) or at least 0.001");
        // An expired lease is handed to another worker: it must outlast a submit, or the SMS could go out twice.
        const auto& limits = provider.limits;
        const auto submit_max = limits.connect_time_max + limits.write_time_max + limits.read_time_max;
        if (config.dispatch.lease <= submit_max)
            findings.problem("dispatch.lease_s: must be longer than connect_ms, write_ms and read_ms of " +
                             name + " together (" + std::to_string(submit_max.count()) + " ms)");
    }
}

void complete_captcha(captcha::CaptchaConfig& config, Findings& findings) {
    if (!config.service) {
        if (!config.secret.empty() && !findings.rejected.contains("captcha.service"))
            findings.warning("captcha.secret is set without captcha.service: no token will be good");
        return;
    }
    const auto& row = captcha::row_of(*config.service);
    const std::string service(captcha::service_names[static_cast<std::size_t>(*config.service)]);
    if (config.secret.empty()) findings.missing("captcha.secret", "captcha.service needs it");
    if (config.hostnames.empty()) findings.missing("captcha.hostnames", "tokens from any site would be good");
    if (row.action.empty() && !config.action.empty())
        findings.problem("captcha.action: " + service + " has none");
    if (!row.action.empty() && config.action.empty())
        findings.warning("captcha.action is not set: a token of any other widget of the site is good");
    if (row.sitekey.empty() && !config.sitekey.empty())
        findings.warning("captcha.sitekey: " + service + " does not ask for it");
    if (!row.sitekey.empty() && config.sitekey.empty())
        findings.warning("captcha.sitekey is not set: a token of any other widget of the account is good");
    if (config.verify_url.empty()) config.verify_url = row.url;
    if (transport_of(config.verify_url) == Transport::clear_text)
        findings.warning("captcha.verify_url is http: the secret travels in the clear");
}

void complete_secrets(const SecretsConfig& config, Findings& findings) {
    if (!config.vault_token.empty() && !config.vault_role_id.empty())
        findings.warning("secrets.vault_role_id is not used: secrets.vault_token is set");
    if (transport_of(config.vault_url) == Transport::clear_text)
        findings.warning("secrets.vault_url is http: secrets and the token travel in the clear");
    if (transport_of(config.aws_url) == Transport::clear_text)
        findings.warning("secrets.aws_url is http: secrets travel in the clear");
}

// SO_REUSEPORT lets two listeners share an address, and each would get half of the other's connections.
void check_listeners(const ListenConfig& listen, Findings& findings) {
    const struct {
        std::string_view name;
        const http::ListenAddress& address;
    } rows[] = {{"api", listen.api}, {"webhook", listen.webhook}, {"admin", listen.admin}};
    const auto any_host = [](const http::ListenAddress& a) { return a.host == "0.0.0.0" || a.host == "::"; };
    for (const auto& a : rows)
        for (const auto& b : rows) {
            const bool same_host =
                a.address.host == b.address.host || any_host(a.address) || any_host(b.address);
            if (a.name < b.name && same_host && a.address.port == b.address.port && a.address.port != 0)
                findings.problem("listen." + std::string(a.name) + " and listen." + std::string(b.name) +
                                 " are the same address");
        }
}

void check_sections(Config& config, Findings& findings) {
    check_listeners(config.listen, findings);
    while (config.webhook.public_url.ends_with('/')) config.webhook.public_url.pop_back();
    if (config.redis.durability == redis::Durability::relaxed)
        findings.warning(
            "redis.durability is relaxed: a crash may lose the last second of accepted messages");
    if (config.redis.durability == redis::Durability::strict_replica && !config.redis.address &&
        !findings.rejected.contains("redis.url"))
        findings.problem(
            "redis.durability is strict+replica, which the private redis-server has not: set redis.url to a "
            "primary "
            "that has a replica, or choose strict");
    if (config.dispatch.retry_min > config.dispatch.retry_max)
        findings.problem("dispatch.retry_min_ms: must not be larger than dispatch.retry_max_ms");
    // A repeated request is answered with the status of the first one's message.
    if (config.retention.idempotency > config.retention.messages)
        findings.problem("retention.idempotency_hours: must not be larger than retention.hours");
    if (!providers::fit_together(config.sandbox))
        findings.problem("sandbox: " + std::string(providers::unfit_faults));
}

}   // namespace

void complete(Config& config, Findings& findings) {
    check_sections(config, findings);
    complete_secrets(config.secrets, findings);
    complete_accounts(config, findings);
    complete_providers(config, findings);
    complete_captcha(config.captcha, findings);
    complete_routes(config, findings);
    complete_prices(config, findings);
}

}   // namespace smsgw::app
