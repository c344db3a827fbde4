#include "app/secret_services.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "app/secret_aws.hpp"
#include "app/secret_reference.hpp"
#include "app/secret_vault.hpp"
#include "base/strict_json.hpp"
#include "base/system_clock.hpp"

namespace smsgw::app {
namespace {

using Kind = SecretAnswer::Kind;

constexpr Millis time_max = std::chrono::seconds{15};

// Where a service is, is said by who runs the gateway: it may be anywhere.
bool anywhere(const asio::ip::address&) {
    return true;
}

http::ClientLimits limits() {
    http::ClientLimits limits;
    limits.connect_time_max = std::chrono::seconds{3};
    limits.write_time_max = std::chrono::seconds{2};
    limits.read_time_max = std::chrono::seconds{4};
    // A secret of 64 KiB in the longest spelling that JSON has.
    limits.response_body_bytes_max = 8 * secret_bytes_max;
    return limits;
}

ResolvedSecret no_secret(std::string problem) {
    return {Secret(), std::move(problem)};
}

ResolvedSecret text_of(const nlohmann::json& object, const std::string& name) {
    const auto found = object.find(name);
    if (found == object.end()) return no_secret("it has no '" + name + "'");
    if (!found->is_string()) return no_secret("its '" + name + "' is not a string");
    return as_secret(found->get<std::string>(), "it");
}

// One reading of the configuration.
class Reading {
public:
    Reading(SecretsConfig settings, std::shared_ptr<VaultSession> session)
        : settings_(std::move(settings)), session_(std::move(session)) {}

    ~Reading() {
        if (vault_client_) vault_client_->close();
        if (aws_client_) aws_client_->close();
        io_.restart();
        io_.run();   // what the clients still had to do
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    ResolvedSecret fetch(std::string_view reference) {
        const auto parsed = parse_remote_reference(reference);
        auto resolved = std::visit([this](const auto& named) { return look_up(named); }, parsed);
        if (!resolved.problem.empty()) resolved.problem = std::string(reference) + ": " + resolved.problem;
        return resolved;
    }

private:
    static ResolvedSecret look_up(const ReferenceProblem& problem) { return no_secret(problem.text); }

    ResolvedSecret look_up(const VaultReference& reference) {
        const auto& answer = remembered("vault:" + reference.path, [&] { return ask_vault(reference.path); });
        if (answer.kind != Kind::told) return not_told(answer);
        return text_of(answer.document, reference.field);
    }

    ResolvedSecret look_up(const AwsReference& reference) {
        const auto& answer = remembered("aws-sm:" + reference.id, [&] { return ask_aws(reference.id); });
        if (answer.kind != Kind::told) return not_told(answer);
        auto text = answer.document.get<std::string>();
        if (reference.member.empty()) return as_secret(std::move(text), "it");
        const auto object = read_strict_json(text, {16, 1024});
        if (object.has_error() || !object->is_object()) return no_secret("it is not a JSON object");
        return text_of(*object, reference.member);
    }

    static ResolvedSecret not_told(const SecretAnswer& answer) {
        const bool away = answer.kind == Kind::away;
        return {Secret(), answer.problem,
                away ? ResolvedSecret::Failure::away : ResolvedSecret::Failure::lasting};
    }

    template <class Ask>
    const SecretAnswer& remembered(const std::string& name, Ask ask) {
        const auto found = answers_.find(name);
        if (found != answers_.end()) return found->second;
        return answers_.emplace(name, ask()).first->second;
    }

    SecretAnswer ask_vault(const std::string& path) {
        if (vault_away_) return *vault_away_;
        if (!vault_) {
            if (auto complaint = complaint_about_vault(settings_)) return {Kind::refused, {}, *complaint};
            if (auto problem = open(vault_client_, settings_.vault_ca_file))
                return {Kind::refused, {}, *problem};
            const SecretAsker asker(*vault_client_, clock_, "Vault", clock_.mono_now() + time_max);
            vault_.emplace(asker, clock_, settings_, *session_);
        }
        auto answer = wait(vault_->read(path));
        if (answer.kind == Kind::away) vault_away_ = answer;
        return answer;
    }

    SecretAnswer ask_aws(const std::string& id) {
        if (aws_away_) return *aws_away_;
        if (!aws_) {
            if (auto complaint = complaint_about_aws(settings_)) return {Kind::refused, {}, *complaint};
            if (auto problem = open(aws_client_, {})) return {Kind::refused, {}, *problem};
            aws_.emplace(*aws_client_, clock_, "AWS Secrets Manager", clock_.mono_now() + time_max);
        }
        const SecretAsker::Make make = [&] { return aws_secret_request(settings_, id, clock_.wall_now()); };
        auto answer = wait(aws_->ask(make, judge_aws_secret));
        if (answer.kind == Kind::away) aws_away_ = answer;
        return answer;
    }

    std::optional<std::string> open(std::optional<http::Client>& client, const std::string& ca_file) {
        try {
            client.emplace(io_.get_executor(), clock_, limits(),
                           http::ClientReach{.allowed = anywhere, .ca_file = ca_file});
        } catch (const boost::system::system_error& error) {
            return "cannot use " + (ca_file.empty() ? "the system's certificates" : ca_file) + ": " +
                   error.code().message();
        }
        return {};
    }

    SecretAnswer wait(Task<SecretAnswer> task) {
        std::optional<SecretAnswer> answer;
        std::exception_ptr failure;
        asio::co_spawn(io_, std::move(task), [&](std::exception_ptr error, SecretAnswer told) {
            failure = error;
            answer = std::move(told);
        });
        io_.restart();
        while (!answer) io_.run_one();
        if (failure) std::rethrow_exception(failure);
        return std::move(*answer);
    }

    SecretsConfig settings_;
    std::shared_ptr<VaultSession> session_;
    asio::io_context io_{1};
    SystemClock clock_;
    std::optional<http::Client> vault_client_;
    std::optional<http::Client> aws_client_;
    std::optional<Vault> vault_;
    std::optional<SecretAsker> aws_;
    std::optional<SecretAnswer> vault_away_;
    std::optional<SecretAnswer> aws_away_;
    std::map<std::string, SecretAnswer> answers_;   // by scheme and what was asked for
};

}   // namespace

OpenServices secret_services() {
    return [session = std::make_shared<VaultSession>()](const SecretsConfig& settings) -> FetchSecret {
        return [reading = std::make_shared<Reading>(settings, session)](std::string_view reference) {
            return reading->fetch(reference);
        };
    };
}

}   // namespace smsgw::app
