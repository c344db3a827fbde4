// The subcommands and flags of smsgwctl.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/abuse_options.hpp"
#include "app/csv_sheet.hpp"
#include "http/server.hpp"
#include "providers/sandbox_plan.hpp"
#include "smsgw/account.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

// How a command answers: sentences and tables for people, or one JSON object.
enum class Output : unsigned char { text, json };

// Where the simulated operator may post its reports.
enum class ReportHosts : unsigned char { loopback, any };

// smsgwctl sandbox
struct SandboxOptions {
    http::ListenAddress listen{"127.0.0.1", 9099};
    std::string api_key = "env:SMSGW_SANDBOX_API_KEY";                 // reference of a secret
    std::string webhook_secret = "env:SMSGW_SANDBOX_WEBHOOK_SECRET";   // reference of a secret
    std::string ledger_file;                                           // empty: none
    providers::SandboxFaults faults;
    bool dedupe = false;   // drop repeats of a submit
    ReportHosts report_hosts = ReportHosts::loopback;
};

// smsgwctl keys new
struct KeysNewOptions {
    AccountId account;
    std::vector<Scope> scopes = {Scope::send, Scope::read};
    std::optional<WallTime> expires = {};
    std::vector<IpRange> from = {};
    std::string pepper;        // reference of a secret; empty: the configuration's
    std::string config_path;   // may be empty
    Output output = Output::text;
};

// smsgwctl health
struct HealthOptions {
    std::string url;           // empty: /readyz of the admin listener that the configuration names
    std::string config_path;   // may be empty
};

// Where the gateway's client API is, and who asks.
struct ApiOptions {
    std::string url;                         // empty: the api listener that the configuration names
    std::string config_path;                 // may be empty
    std::string key = "env:SMSGW_API_KEY";   // reference of a secret
    Output output = Output::text;
};

// smsgwctl reload
struct ReloadOptions {
    ApiOptions admin;   // of the admin listener
};

// smsgwctl log-level
struct LogLevelOptions {
    ApiOptions admin;
    std::string level;
};

// smsgwctl send
struct SendOptions {
    enum class Until : unsigned char { accepted, final };

    ApiOptions api;
    std::string to;
    std::string message;
    std::string sender;   // empty: the account's
    std::string lane;     // empty: the gateway's default
    Until until = Until::accepted;
    Millis poll_every{500};
    Millis wait_max = std::chrono::seconds{60};
};

// smsgwctl send --csv
struct SendCsvOptions {
    // A gateway remembers an Idempotency-Key for a day. After that, a row whose answer was never read would be sent again.
    enum class AfterADay : unsigned char { refuse, go_on };

    ApiOptions api;
    std::string file;
    std::string results;   // empty: beside the file
    int rate = 0;          // messages a second; 0: as fast as the gateway takes them
    CsvMode mode = CsvMode::real;
    AfterADay after_a_day = AfterADay::refuse;
    Millis wait_max = std::chrono::seconds{60};      // rows that must wait longer are left open
    Millis outage_max = std::chrono::seconds{120};   // without any answer that can be used
};

// smsgwctl status
struct StatusOptions {
    ApiOptions api;
    std::string msgid;
};

// Where the gateway's Redis is.
struct RedisOptions {
    std::string url;           // or a reference to it; empty: what the configuration says
    std::string config_path;   // may be empty
};

// smsgwctl keys list
struct KeysListOptions {
    RedisOptions redis;
    Output output = Output::text;
};

// smsgwctl keys revoke, smsgwctl keys restore
struct KeysRevokeOptions {
    enum class Action : unsigned char { revoke, restore };

    RedisOptions redis;
    Action action = Action::revoke;
    std::string id;       // of the key; or
    std::string key;      // reference of the key itself, with
    std::string pepper;   // reference of a secret; empty: the configuration's
    Output output = Output::text;
};

// smsgwctl redis-acl
struct RedisAclOptions {
    enum class ConfigGet : unsigned char { allowed, denied };

    std::string user = "smsgw";
    std::string password;   // reference of a secret; empty: a new one is made
    ConfigGet config_get = ConfigGet::allowed;
    Output output = Output::text;
};

// smsgwctl audit
struct AuditOptions {
    RedisOptions redis;
    Output output = Output::text;
};

// smsgwctl dlq
struct DeadLetterOptions {
    enum class Action : unsigned char { list, show, replay, discard };
    enum class Which : unsigned char { one, all };
    enum class Text : unsigned char { hidden, shown };

    RedisOptions redis;
    Action action = Action::list;
    Which which = Which::one;
    Text text = Text::hidden;
    std::string id;   // empty for list and with Which::all
    Output output = Output::text;
};

// smsgwctl callbacks
struct CallbackOptions {
    enum class Action : unsigned char { list, enable, replay };

    RedisOptions redis;
    Action action = Action::list;
    std::string account;   // enable; replay of all its messages
    std::string msgid;     // replay of one message
    std::string since_text;
    std::string until_text;
    WallTime since{};   // of the texts, when they are there
    WallTime until = WallTime::max();
    Output output = Output::text;
};

// smsgwctl provider
struct ProviderOptions {
    enum class Action : unsigned char { list, pause, resume, drain };

    RedisOptions redis;
    Action action = Action::list;
    std::string provider;                         // empty for list
    int timeout_s = 60;                           // drain: how long to wait for the last attempt
    Millis heed_time = std::chrono::seconds{3};   // after so long every gateway has read a new state
    Output output = Output::text;
};

// smsgwctl provider test
struct ProviderTestOptions {
    std::string name;          // its id in the configuration
    std::string config_path;   // may be empty
    Output output = Output::text;
};

// smsgwctl spend
struct SpendOptions {
    enum class By : unsigned char { everything, account, provider, country };

    RedisOptions redis;
    std::string month;   // "2026-11", UTC; empty: the current one
    By by = By::everything;
    Output output = Output::text;
};

// smsgwctl suppress
struct SuppressOptions {
    enum class Action : unsigned char { list, add, remove };
    enum class Whose : unsigned char { account, all };   // messages

    RedisOptions redis;
    Action action = Action::list;
    Whose whose = Whose::account;
    std::string account;   // with Whose::account
    std::string number;    // E.164; empty for list
    std::string until_text;
    std::optional<WallTime> until = {};   // of the text, when it is there
    std::string note;
    Output output = Output::text;
};

// smsgwctl queues
struct QueuesOptions {
    RedisOptions redis;
    Output output = Output::text;
};

// smsgwctl watch
struct WatchOptions {
    RedisOptions redis;
    Millis every = std::chrono::seconds{2};
    int count = 0;   // looks; 0: until it is ended
    Output output = Output::text;
};

// smsgwctl abuse
struct BlocksOptions {
    enum class Action : unsigned char { status, unblock };

    RedisOptions redis;
    Action action = Action::status;
    std::string account;   // status: empty for all
    std::string rule;
    std::string subject;
    Output output = Output::text;
};

// smsgwctl check
struct CheckOptions {
    std::string config_path;      // may be empty
    std::string prometheus_url;   // empty: it is not asked
    Output output = Output::text;
};

using CtlCommand =
    std::variant<SandboxOptions, KeysNewOptions, KeysListOptions, KeysRevokeOptions, RedisAclOptions,
                 HealthOptions, SendOptions, SendCsvOptions, StatusOptions, AuditOptions, DeadLetterOptions,
                 CallbackOptions, ProviderOptions, ProviderTestOptions, SpendOptions, SuppressOptions,
                 QueuesOptions, WatchOptions, BlocksOptions, CheckOptions, AbuseSimOptions, ReloadOptions,
                 LogLevelOptions>;

struct CtlLine {
    // `print`: show `text` and end well (--help, --version). `misuse`: show `text` and end with an error.
    enum class Action : unsigned char { run, print, misuse };

    Action action = Action::run;
    std::string text;
    CtlCommand command;
};

// Never throws and prints nothing. Secrets are not resolved here.
CtlLine parse_ctl_line(int argc, const char* const* argv);

// What packaging/ holds of the commands and their flags: completion for bash, and the manual page.
std::string ctl_completion();
std::string ctl_manual();

}   // namespace smsgw::app
