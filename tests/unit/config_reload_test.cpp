// Which changes of a configuration wait for a restart.
#include "app/config_reload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using test::with_toml;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ConfigReload, ChangesWhatMessagesGoBy) {
    const auto now = with_toml("").config();
    const auto next = with_toml(R"(shutdown_grace_s = 5
[redis]
call_ms = 1000
[dispatch]
in_flight_max = 7
[log]
level = "debug"
[auth]
pepper = "env:PEPPER"
[[accounts]]
id = "shop"
[[providers]]
id = "p"
type = "sandbox"
tps = 3
)");
    auto fixture = next;
    fixture.env["PEPPER"] = "0123456789abcdef0123456789abcdef";
    EXPECT_THAT(needs_restart(now, fixture.config()), IsEmpty());
}

TEST(ConfigReload, DoesNotChangeThreadsListenersAndStorage) {
    const auto now = with_toml("").config();
    const auto next = with_toml(R"(threads = 3
roles = ["api"]
[listen]
api = "127.0.0.1:18080"
[redis]
url = "redis://127.0.0.1:6379/0"
partitions = 4
[data]
dir = "/srv/smsgw"
[sandbox]
latency_ms = 5
)").config();
    EXPECT_THAT(needs_restart(now, next),
                ElementsAre(HasSubstr("threads changes from 4 to 3: that needs a restart"), HasSubstr("roles"),
                            HasSubstr("listen.api"), HasSubstr("redis.url"), HasSubstr("redis.partitions"),
                            HasSubstr("data.dir"), HasSubstr("sandbox.latency_ms")));
}

TEST(ConfigReload, TakesANewPasswordOfRedisAndDoesNotShowIt) {
    const auto now = with_toml("[redis]\nurl = \"env:URL\"\n");
    auto before = now;
    before.env["URL"] = "redis://:old-secret@127.0.0.1:6379/0";
    auto after = now;
    after.env["URL"] = "redis://:new-secret@127.0.0.1:6379/0";
    EXPECT_THAT(needs_restart(before.config(), after.config()), IsEmpty());
    after.env["URL"] = "redis://:new-secret@127.0.0.1:6380/0";
    const auto problems = needs_restart(before.config(), after.config());
    EXPECT_THAT(problems, ElementsAre(HasSubstr("6380")));
    EXPECT_EQ(problems.front().find("secret"), std::string::npos);
}

}   // namespace
}   // namespace smsgw::app
