// The whole configuration as plain structs with defaults and units, and how it is read. A room receives its own
// piece, never the whole. What each field is called outside and means is said in the key tables (config_keys.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/config.hpp"
#include "app/secrets_config.hpp"
#include "base/log.hpp"
#include "callback/config.hpp"
#include "captcha/config.hpp"
#include "dispatch/config.hpp"
#include "http/server.hpp"
#include "intake/config.hpp"
#include "providers/config.hpp"
#include "providers/sandbox_plan.hpp"
#include "redis/connection.hpp"
#include "redis/durability.hpp"
#include "smsgw/account.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

// What one process does; several processes on one Redis may share the work.
enum class Role : std::uint8_t { api, worker, webhook, sweeper, callback };
inline constexpr std::array<std::string_view, 5> role_names = {"api", "worker", "webhook", "sweeper",
                                                               "callback"};

struct ListenConfig {
    http::ListenAddress api{"127.0.0.1", 8080};
    http::ListenAddress webhook{"0.0.0.0", 8081};
    http::ListenAddress admin{"127.0.0.1", 9090};
};

struct RedisConfig {
    std::optional<redis::RedisAddress> address;   // absent: a private redis-server in the data folder
    redis::Durability durability = redis::Durability::strict;
    Millis replica_wait = std::chrono::milliseconds{100};   // for strict+replica
    int partitions = 1;                                     // fixed once messages are stored
    redis::ConnectionLimits limits;
    int maxmemory_mb = 512;                // of the private redis-server, MiB
    std::string server = "redis-server";   // its program: a path, or a name looked up in PATH
};

struct WebhookConfig {
    std::string public_url;   // what providers call and sign, without a trailing slash; may be empty
    Secret ref_secret;        // signs msgid.attempt.hmac; may be empty
};

struct RetentionConfig {
    Millis messages = std::chrono::hours{72};
    Millis idempotency = std::chrono::hours{24};
    Millis early_reports = std::chrono::hours{1};   // reports that came before their message was known
    std::size_t parked_reports_max = 50'000;        // provider msgids with such reports, per partition
};

struct LogConfig {
    log::Level level = log::Level::info;
    log::Format format = log::Format::automatic;
    int repeats_max = 20;   // warnings and errors of one kind, in a second; 0: all
};

struct Config {
    SecretsConfig secrets;
    int threads = 1;   // engines; load_config() sets half the cores
    std::vector<Role> roles = {Role::api, Role::worker, Role::webhook, Role::sweeper, Role::callback};
    Millis shutdown_delay{};
    Millis shutdown_grace = std::chrono::seconds{30};
    ListenConfig listen;
    RedisConfig redis;
    std::string data_dir = "/var/lib/smsgw";
    WebhookConfig webhook;
    Secret pepper;   // keys the hashes of API keys
    api::AuthConfig auth;
    dispatch::DispatchConfig dispatch;
    callback::CallbackConfig callback;
    intake::AdmissionConfig admission;
    captcha::CaptchaConfig captcha;
    http::ServerLimits limits;                            // of each listener
    std::size_t batch_bytes_max = std::size_t{1} << 20;   // of the body of POST /send/batch
    RetentionConfig retention;
    LogConfig log;
    providers::SandboxFaults sandbox;   // of the built-in simulated operator
    bool sandbox_dedupe = false;        // does it drop repeats of a submit?
    std::vector<Account> accounts;
    std::vector<providers::ProviderConfig> providers;   // never empty after load_config()
    std::vector<dispatch::Route> routes;                // never empty after load_config()
    std::vector<dispatch::Price> prices;
    bool quick_start = false;                           // no account anywhere: main makes one with a new key
};

// The account of somebody who configured none: id "default", sender "smsgw", no keys yet.
Account default_account();

// Everything that is wrong, one line each; what() is all of them.
class ConfigError : public std::runtime_error {
public:
    // `away`: nothing but that a service that keeps secrets did not answer; later it may.
    enum class Cause : unsigned char { wrong, away };

    explicit ConfigError(std::vector<std::string> found, Cause cause = Cause::wrong);
    const std::vector<std::string>& problems() const { return problems_; }
    Cause cause() const { return cause_; }

private:
    std::vector<std::string> problems_;
    Cause cause_;
};

// By reference.
using KnownSecrets = std::map<std::string, Secret>;

// What the references of a configuration came to.
struct SecretsRead {
    std::string digest;              // another one when any of them comes to something else
    KnownSecrets from_services;      // of vault: and aws-sm:
    std::vector<std::string> kept;   // why a former value is gone by, for each whose service is away
    std::size_t away = 0;            // those for which there is none
};

// A setting from the command line: `--set redis.partitions=4`, or a flag of its own.
struct FlagSetting {
    std::string flag;   // as people typed it, for messages
    std::string key;    // "redis.partitions"
    std::string value;
};

// Where load_config() reads from. Functions, so that a test sets nothing global.
struct LoadInput {
    SecretSources sources;
    std::vector<std::string> env_names;   // all variables there are, to spot misspelt SMSGW_ names
    std::string config_path;              // --config; empty: SMSGW_CONFIG, and without that no file
    std::vector<FlagSetting> settings;    // in order, later ones win
    unsigned cores = 1;                   // of this machine
    OpenServices open_services = {};      // empty: vault: and aws-sm: are not followed
    KnownSecrets known = {};              // gone by while their service is away
    std::optional<std::string> file = {};   // what the file holds; absent: it is read
};

struct LoadedConfig {
    Config config;
    std::vector<std::string> warnings;   // worth a log line each, none is fatal
    std::string file;                    // what the file held
    SecretsRead secrets;
};

// Defaults < file < environment < flags, checked as a whole. Throws ConfigError with all problems at once.
LoadedConfig load_config(const LoadInput& input);

// The process's environment, files, number of cores, and the services that keep secrets.
LoadInput system_input();

// The effective configuration, one `key = value` line per field, secrets as ***.
std::string describe(const Config& config);

// What .env.example holds: every variable with its sentence and default.
std::string env_example();

}   // namespace smsgw::app
