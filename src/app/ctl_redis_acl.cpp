#include "app/ctl_redis_acl.hpp"

#include <nlohmann/json.hpp>

#include "app/ctl_settings.hpp"
#include "base/crypto.hpp"
#include "redis/acl.hpp"

namespace smsgw::app {
namespace {

constexpr std::size_t password_length = 40;

void print_sentences(const std::string& made_password, const std::string& rules, const std::string& user,
                     std::ostream& out) {
    if (!made_password.empty())
        out << made_password
            << "\n\nThat is the password, shown only this once: it belongs into redis.url.\n\n";
    out << "As a line of users.acl or redis.conf:\n\nuser " << user << " " << rules
        << "\n\nOr for a running Redis, in redis-cli, with ACL SAVE or CONFIG REWRITE behind it:\n\nACL "
           "SETUSER "
        << user << " reset " << rules << "\n";
}

}   // namespace

int print_redis_acl(const RedisAclOptions& options, const LoadInput& input, std::ostream& out,
                    std::ostream& err) {
    const bool make = options.password.empty();
    const auto password = make ? ResolvedSecret{Secret(random_base62(password_length)), {}}
                               : resolve_twice(options.password, input.sources);
    if (!password.problem.empty()) {
        err << "smsgwctl: --password: " << password.problem << "\n";
        return exit_misuse;
    }
    const auto& revealed = password.value.reveal();
    const bool denied = options.config_get == RedisAclOptions::ConfigGet::denied;
    const auto rules = "on #" + hex(sha256(revealed)) + " " +
                       redis::acl_rules(denied ? redis::AclConfigGet::denied : redis::AclConfigGet::allowed);
    if (options.output == Output::json) {
        nlohmann::json answer{{"user", options.user}, {"password", nullptr}, {"rules", rules}};
        if (make) answer["password"] = revealed;
        out << answer.dump() << "\n";
    } else {
        print_sentences(make ? revealed : "", rules, options.user, out);
    }
    return exit_done;
}

}   // namespace smsgw::app
