// smsgwctl keys list, revoke and restore on a real Redis.
#include "app/ctl_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "api/key_ring.hpp"
#include "redis/key_revocations.hpp"
#include "support/client_fixture.hpp"
#include "support/config_fixture.hpp"
#include "support/redis_bench.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::value_of;
using testing::HasSubstr;
using testing::MatchesRegex;
using Action = KeysRevokeOptions::Action;

const std::string pepper = "a pepper of some length";
const std::string hash(64, 'a');

class CtlKeysOnRedis : public testing::Test {
protected:
    CtlKeysOnRedis() {
        sources =
            test::with_toml("[auth]\npepper = \"file:/pepper\"\n[[accounts]]\nid = \"shop\"\nkeys = [\"" +
                            hash + ":send expires=2027-01-31 from=10.0.0.0/8,192.0.2.7\", \"" +
                            api::hash_key(Secret(pepper), "leaked") + "\"]\n");
        sources.files["/pepper"] = pepper;
    }
    ~CtlKeysOnRedis() override { client_.close(); }

    int list(Output output = Output::text, const std::string& url = {}) {
        return run([&] { return list_keys({{where(url), {}}, output}, context()); });
    }
    int change(Action action, const std::string& id, Output output = Output::text) {
        return run([&] {
            return handle_revocation({{where({}), {}}, action, id, {}, {}, output}, context());
        });
    }
    std::map<KeyId, WallTime> revoked() {
        redis::RedisKeyRevocations store(bench.connection());
        return value_of(bench.run(store.read()));
    }

    test::RedisBench bench;
    test::ConfigFixture sources;
    std::ostringstream out, err;

private:
    template <class Start>
    int run(Start start) {
        out.str("");
        err.str("");
        input_ = sources.input();
        return run_task(io_, start());
    }
    CtlContext context() { return {input_, out, err, client_, clock_}; }
    std::string where(const std::string& url) const { return url.empty() ? bench.server.url() : url; }

    asio::io_context io_;
    SystemClock clock_;
    http::Client client_{io_.get_executor(), clock_, {}, {test::loopback_only}};
    LoadInput input_;
};

TEST_F(CtlKeysOnRedis, RevokesAndRestoresAKeyOfTheConfiguration) {
    EXPECT_EQ(change(Action::revoke, "aaaaaaaaaaaa"), exit_done) << err.str();
    EXPECT_EQ(out.str(),
              "aaaaaaaaaaaa of account shop is revoked: within 5 seconds every gateway goes by it\n");
    EXPECT_TRUE(revoked().contains(KeyId("aaaaaaaaaaaa")));
    EXPECT_EQ(change(Action::restore, "aaaaaaaaaaaa"), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("of account shop is restored"));
    EXPECT_TRUE(revoked().empty());
    EXPECT_EQ(change(Action::restore, "aaaaaaaaaaaa"), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("aaaaaaaaaaaa is not revoked"));
}

TEST_F(CtlKeysOnRedis, RevokesAKeyThatSomebodyFound) {
    sources.env["FOUND"] = "leaked";
    KeysRevokeOptions options{
        .redis = {bench.server.url(), "/etc/smsgw.toml"}, .key = "env:FOUND", .output = Output::json};
    asio::io_context io;
    SystemClock clock;
    http::Client client{io.get_executor(), clock, {}, {test::loopback_only}};
    const auto input = sources.input();
    EXPECT_EQ(run_task(io, handle_revocation(options, {input, out, err, client, clock})), exit_done)
        << err.str();
    const auto id = api::hash_key(Secret(pepper), "leaked").substr(0, 12);
    EXPECT_EQ(json::parse(out.str()), (json{{"id", id}, {"account", "shop"}, {"revoked", true}}));
    EXPECT_TRUE(revoked().contains(KeyId(id)));
    client.close();
}

TEST_F(CtlKeysOnRedis, SaysWhenTheKeyIsNotInTheConfigurationAndRevokesItAllTheSame) {
    EXPECT_EQ(change(Action::revoke, "000000000000"), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("000000000000, which is no key of the configuration here, is revoked"));
    sources.files.clear();
    EXPECT_EQ(change(Action::revoke, "111111111111"), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("the configuration cannot be read here"));
    EXPECT_EQ(revoked().size(), 2U);
}

TEST_F(CtlKeysOnRedis, ListsWhatEachKeyMayAndNothingThatOpensADoor) {
    change(Action::revoke, "aaaaaaaaaaaa");
    change(Action::revoke, "000000000000");
    ASSERT_EQ(list(), exit_done) << err.str();
    const auto id = api::hash_key(Secret(pepper), "leaked").substr(0, 12);
    EXPECT_THAT(
        out.str(),
        MatchesRegex("account  id +scopes +expires +from +revoked\n"
                     "shop +aaaaaaaaaaaa +send +2027-01-31T00:00:00.000Z +10.0.0.0/8,192.0.2.7 +20[^ ]*Z\n"
                     "shop +" +
                     id +
                     " +send,read\n"
                     " +000000000000 +20[^ ]*Z\n"));
    EXPECT_THAT(out.str(), testing::Not(HasSubstr(hash)));
    ASSERT_EQ(list(Output::json), exit_done);
    const auto keys = json::parse(out.str())["keys"];
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_EQ(keys[0]["from"], (json{"10.0.0.0/8", "192.0.2.7"}));
    EXPECT_EQ(keys[1], (json{{"account", "shop"},
                             {"id", id},
                             {"scopes", "send,read"},
                             {"expires", nullptr},
                             {"from", json::array()},
                             {"revoked", nullptr}}));
    EXPECT_EQ(keys[2]["account"], nullptr);
}

TEST_F(CtlKeysOnRedis, ListsTheKeysWithoutRedisTooAndSaysWhatIsNotKnown) {
    EXPECT_EQ(list(Output::text, "unix:///nowhere/redis.sock"), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("unknown\n"));
    EXPECT_THAT(err.str(), HasSubstr("is not reached"));
}

TEST_F(CtlKeysOnRedis, ListsNothingFromAConfigurationThatIsWrong) {
    sources.toml = "[listen]\napi = \"nowhere\"\n";
    EXPECT_EQ(list(), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("the configuration is wrong"));
}

}   // namespace
}   // namespace smsgw::app
