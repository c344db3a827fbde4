#include "app/check_config.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <fstream>
#include <sstream>

#include "app/secret_places.hpp"
#include "http/url.hpp"

namespace smsgw::app {
namespace {

constexpr const char* file_prefix = "file:";

using Verdict = CheckVerdict;

// What is wrong of a row, or that nothing is.
void say_all(Checklist& list, std::string_view id, Verdict verdict, const std::vector<std::string>& found,
             const char* otherwise) {
    for (const auto& one : found) list.say(id, verdict, one);
    if (found.empty()) list.say(id, Verdict::pass, otherwise);
}

bool is_loopback(const std::string& host) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    return ec ? host == "localhost" : address.is_loopback();
}

bool is_anywhere(const std::string& host) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(host, ec);
    return !ec && address.is_unspecified();
}

std::string line_of_file(const std::filesystem::path& path, std::string_view start) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(start)) return line.substr(start.size());
    return {};
}

// The soft limit; 0 when it cannot be read. "unlimited" is as good as any number.
std::size_t files_max(const std::filesystem::path& process) {
    std::istringstream words(line_of_file(process / "limits", "Max open files"));
    std::string soft;
    words >> soft;
    if (soft == "unlimited") return std::numeric_limits<std::size_t>::max();
    std::size_t value = 0;
    std::from_chars(soft.data(), soft.data() + soft.size(), value);
    return value;
}

}   // namespace

void check_accounts(const Config& config, Checklist& list) {
    std::vector<std::string> accounts, idempotency, limits, caps, countries;
    if (config.accounts.empty())
        accounts.emplace_back("no account is configured: smsgwd makes one, with one key");
    if (config.pepper.empty()) accounts.emplace_back("auth.pepper is not set");
    for (const auto& account : config.accounts) {
        const auto& id = account.id.str();
        if (account.keys.empty()) accounts.push_back("account " + id + " has no key");
        if (!account.require_idempotency_key) idempotency.push_back("account " + id + " may send without");
        if (account.rate.value_or(config.admission.rate) == 0)
            limits.push_back("account " + id + " has no rate");
        if (!account.spend_day_cap) caps.push_back("account " + id + " has no spend_day_cap");
        if (account.countries.empty() && account.home_countries.empty() && account.default_region.empty())
            countries.push_back("account " + id + " may send to any country");
    }
    say_all(list, "accounts", Verdict::fail, accounts, "each has a key, hashed with a pepper");
    say_all(list, "idempotency", Verdict::warn, idempotency, "required of all");
    say_all(list, "limits", Verdict::fail, limits, "each has a rate");
    say_all(list, "limits", Verdict::warn, caps, "and a cap of a day's money");
    say_all(list, "countries", Verdict::fail, countries, "each has a list");
}

void check_defences(const Config& config, Checklist& list) {
    std::vector<std::string> found;
    for (const auto rule : config.admission.off) found.push_back("off: " + std::string(to_text(rule)));
    for (const auto rule : config.admission.record_only)
        found.push_back("only records: " + std::string(to_text(rule)));
    say_all(list, "abuse", Verdict::warn, found, "all rules act");
}

void check_addresses(const Config& config, Checklist& list) {
    std::vector<std::string> open;
    if (is_anywhere(config.listen.api.host)) open.emplace_back("listen.api is on all addresses");
    if (is_anywhere(config.listen.admin.host)) open.emplace_back("listen.admin is on all addresses");
    say_all(list, "listeners", Verdict::warn, open, "on addresses of their own");

    const auto& url = config.webhook.public_url;
    std::vector<std::string> wrong;
    const auto parsed = http::Url::parse(url);
    if (url.empty())
        wrong.emplace_back("webhook.public_url is not set");
    else if (parsed.has_error() || parsed->scheme != http::Url::Scheme::https)
        wrong.push_back(url + " is not https");
    else if (is_loopback(parsed->host))
        wrong.push_back(url + " is this machine only");
    say_all(list, "public_url", Verdict::fail, wrong, "https");

    const auto& redis = config.redis.address;
    const bool clear =
        redis && redis->transport == redis::RedisAddress::Transport::tcp && !is_loopback(redis->host);
    say_all(
        list, "redis_transport", Verdict::warn,
        clear ? std::vector<std::string>{redis->text() + " is not encrypted"} : std::vector<std::string>(),
        "encrypted, or on this machine");
}

void check_secrets(const LoadInput& input, Checklist& list) {
    const auto places = secret_places(input);
    for (const auto& place : places) {
        if (place.reference.empty()) {
            list.say("secrets", Verdict::warn,
                     place.of + " is the secret itself, for every child and `docker inspect` to see");
            continue;
        }
        list.say("secrets", Verdict::pass, place.of + " is from " + place.reference);
        if (!place.reference.starts_with(file_prefix)) continue;
        const auto path = place.reference.substr(std::string_view(file_prefix).size());
        struct stat about {};
        if (::stat(path.c_str(), &about) == 0 && (about.st_mode & S_IROTH) != 0)
            list.say("secrets", Verdict::warn, path + " can be read by everybody on this machine");
    }
    if (places.empty()) list.say("secrets", Verdict::pass, "none is configured");
}

void check_files(const Config& config, const std::filesystem::path& proc, Checklist& list) {
    // Three listeners on each engine; the rest is for providers, Redis and logs.
    const auto wanted = static_cast<std::size_t>(config.threads) * 3 * config.limits.connections_max + 256;
    std::error_code ignored;
    bool runs = false;
    for (const auto& entry : std::filesystem::directory_iterator(proc, ignored)) {
        if (line_of_file(entry.path() / "comm", "") != "smsgwd") continue;
        runs = true;
        const auto have = files_max(entry.path());
        const auto who = "process " + entry.path().filename().string();
        if (have < wanted)
            list.say("files", Verdict::warn,
                     who + " may open " + std::to_string(have) +
                         " files; with limits.connections_max it may need " + std::to_string(wanted));
        else
            list.say("files", Verdict::pass, who + " may open enough");
    }
    if (!runs) list.say("files", Verdict::skipped, "no smsgwd runs on this machine");
}

}   // namespace smsgw::app
