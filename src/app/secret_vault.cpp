#include "app/secret_vault.hpp"

#include <algorithm>

#include "app/config_checks.hpp"
#include "base/crypto.hpp"
#include "base/strict_json.hpp"
#include "http/percent.hpp"

namespace smsgw::app {
namespace {

using Json = nlohmann::json;
using Kind = SecretAnswer::Kind;

constexpr JsonLimits json_limits{16, 1024};

std::string encoded_path(std::string_view path) {
    std::string out;
    while (true) {
        const auto slash = std::min(path.find('/'), path.size());
        out += "/" + http::percent_encode(path.substr(0, slash));
        if (slash == path.size()) return out;
        path.remove_prefix(slash + 1);
    }
}

// What an answer without the wished-for content comes to. 412: this node does not know yet what another one has answered;
// 472 and 473: a node of Vault Enterprise that does not serve; 503: sealed.
SecretAnswer judge_status(int status) {
    const auto answers = "Vault answers " + std::to_string(status);
    if (status == 403) return {Kind::forbidden, {}, answers + ": the token may not do that, or has ended"};
    if (status == 404)
        return {Kind::refused, {}, answers + ": there is no such secret, or its latest version is deleted"};
    if (status == 412 || status == 429 || status == 472 || status == 473 || status >= 500)
        return {Kind::away, {}, answers};
    if (status >= 300 && status < 400)
        return {Kind::refused,
                {},
                answers + ": a redirect is not followed, the URL must be that of a node that serves"};
    return {Kind::refused, {}, answers};
}

// The object `name` of an answer that says yes.
SecretAnswer judge_object(const http::ClientResponse& response, const char* outer, const char* inner) {
    if (response.status != 200) return judge_status(response.status);
    const auto body = read_strict_json(response.body, json_limits);
    SecretAnswer unclear{Kind::refused, {}, "Vault's answer is not understood"};
    if (body.has_error() || !body->is_object()) return unclear;
    const auto found = body->find(outer);
    if (found == body->end() || !found->is_object()) return unclear;
    if (inner == nullptr) return {Kind::told, *found, {}};
    const auto part = found->find(inner);
    if (part == found->end() || !part->is_object()) return unclear;
    return {Kind::told, *part, {}};
}

std::string credentials_of(const SecretsConfig& settings) {
    std::string all;
    for (const auto* part : {&settings.vault_url, &settings.vault_namespace, &settings.vault_token.reveal(),
                             &settings.vault_role_id, &settings.vault_secret_id.reveal()})
        all += std::to_string(part->size()) + ":" + *part;
    return sha256(all);
}

}   // namespace

std::optional<std::string> complaint_about_vault(const SecretsConfig& settings) {
    if (settings.vault_url.empty()) return "it needs secrets.vault_url (or VAULT_ADDR)";
    if (const auto wrong = check_url(settings.vault_url))
        return "secrets.vault_url (or VAULT_ADDR) " + *wrong;
    if (settings.vault_token.empty() && settings.vault_role_id.empty())
        return "it needs secrets.vault_token (or VAULT_TOKEN), or secrets.vault_role_id";
    for (const auto* text : {&settings.vault_token.reveal(), &settings.vault_namespace,
                             &settings.vault_role_id, &settings.vault_secret_id.reveal()})
        if (const auto wrong = check_header_value(*text))
            return "each of secrets.vault_token, _namespace, _role_id and _secret_id " + *wrong;
    return {};
}

SecretAnswer judge_vault_secret(const http::ClientResponse& response) {
    return judge_object(response, "data", "data");
}

SecretAnswer judge_vault_auth(const http::ClientResponse& response) {
    return judge_object(response, "auth", nullptr);
}

Vault::Vault(SecretAsker asker, Clock& clock, SecretsConfig settings, VaultSession& session)
    : asker_(std::move(asker)), clock_(clock), settings_(std::move(settings)), session_(session) {
    while (settings_.vault_url.ends_with('/')) settings_.vault_url.pop_back();
    if (auto credentials = credentials_of(settings_); session_.credentials != credentials)
        session_ = {std::move(credentials), settings_.vault_token, {}};
}

Task<SecretAnswer> Vault::ask(std::string method, std::string path, std::string body,
                              SecretAsker::Judge judge) {
    http::ClientRequest made;
    made.method = std::move(method);
    made.url = settings_.vault_url + "/v1" + encoded_path(path);
    made.headers = {{"X-Vault-Request", "true"}};   // an agent in between may insist on it
    if (!settings_.vault_namespace.empty())
        made.headers.emplace_back("X-Vault-Namespace", settings_.vault_namespace);
    if (!session_.token.empty()) made.headers.emplace_back("X-Vault-Token", session_.token.reveal());
    if (!body.empty()) made.headers.emplace_back("Content-Type", "application/json");
    made.body = std::move(body);
    const SecretAsker::Make make = [made] { return made; };   // named: g++ 12 frees a temporary one twice
    co_return co_await asker_.ask(make, judge);
}

// 0 is for ever.
void Vault::note_lease(const Json& auth) {
    const auto found = auth.find("lease_duration");
    const bool said = found != auth.end() && found->is_number_unsigned();
    constexpr std::uint64_t seconds_max = 10ULL * 365 * 86'400;
    const auto lease = std::min(said ? found->get<std::uint64_t>() : 0, seconds_max);
    session_.renew_at = lease == 0 ? MonoTime::max() : clock_.mono_now() + std::chrono::seconds{lease} / 2;
}

Task<SecretAnswer> Vault::log_in() {
    session_.token = Secret();
    Json body = {{"role_id", settings_.vault_role_id}};
    if (!settings_.vault_secret_id.empty()) body["secret_id"] = settings_.vault_secret_id.reveal();
    auto answer =
        co_await ask("POST", "auth/" + settings_.vault_approle + "/login", body.dump(), judge_vault_auth);
    if (answer.kind == Kind::away) co_return answer;
    const auto token =
        answer.kind == Kind::told ? answer.document.find("client_token") : answer.document.end();
    const bool given = token != answer.document.end() && token->is_string() &&
                       !token->get<std::string>().empty() && !check_header_value(token->get<std::string>());
    if (!given) {
        answer.problem =
            "Vault does not let the AppRole in" + (answer.problem.empty() ? "" : " (" + answer.problem + ")");
        answer.kind = Kind::refused;
        co_return answer;
    }
    session_.token = Secret(token->get<std::string>());
    note_lease(answer.document);
    logged_in_ = true;
    co_return answer;
}

// A token that Vault does not renew may still be good: the next question tells.
Task<SecretAnswer> Vault::renew() {
    auto answer = co_await ask("POST", "auth/token/renew-self", "{}", judge_vault_auth);
    if (answer.kind == Kind::away) co_return answer;
    if (answer.kind == Kind::told)
        note_lease(answer.document);
    else
        session_.renew_at = MonoTime::max();
    co_return SecretAnswer{Kind::told, {}, {}};
}

Task<SecretAnswer> Vault::enter() {
    if (session_.token.empty()) co_return co_await log_in();
    const bool due = !session_.renew_at || clock_.mono_now() >= *session_.renew_at;
    if (due) co_return co_await renew();
    co_return SecretAnswer{Kind::told, {}, {}};
}

Task<SecretAnswer> Vault::read(std::string path) {
    if (!entered_) {
        auto entered = co_await enter();
        if (entered.kind != Kind::told) co_return entered;
        entered_ = true;
    }
    auto answer = co_await ask("GET", path, {}, judge_vault_secret);
    if (answer.kind != Kind::forbidden || !by_approle() || logged_in_) co_return answer;
    auto again = co_await log_in();
    if (again.kind != Kind::told) co_return again;
    co_return co_await ask("GET", std::move(path), {}, judge_vault_secret);
}

}   // namespace smsgw::app
