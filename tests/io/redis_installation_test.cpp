// Joining a Redis: the first daemon names the installation, the others recognise it, and none takes a stranger for it.
#include "redis/installation.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "redis/version.hpp"
#include "support/redis_bench.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::redis {
namespace {

class RedisInstallation : public test::RedisFixture {
protected:
    void SetUp() override { ASSERT_TRUE(ready(connection)); }

    // A daemon as far as joining goes.
    struct Daemon {
        explicit Daemon(RedisInstallation& test, int partitions = 1, ReportRef own_refs = ReportRef())
            : refs(std::move(own_refs)),
              installation(test.clock, Keys(partitions), Durability::relaxed, library_code(),
                           library_minor(), refs) {}
        ReportRef refs;
        Installation installation;
    };

    Result<void> join(Daemon& daemon) { return test::run_task(io, daemon.installation.join(connection)); }

    void expect_refused(Daemon& daemon, const std::string& word) {
        const auto joined = join(daemon);
        ASSERT_TRUE(joined.has_error());
        EXPECT_EQ(joined.error(), Errc::not_ready);
        ASSERT_EQ(daemon.installation.reasons().size(), 1U);
        EXPECT_NE(daemon.installation.reasons()[0].find(word), std::string::npos)
            << daemon.installation.reasons()[0];
    }

    std::string record() { return server.command({"GET", Keys::installation()}).text; }

    test::RedisServer server;
    Connection& connection = connect(server.address());
};

TEST_F(RedisInstallation, IsWrittenByTheFirstAndReadByTheNext) {
    Daemon first(*this);
    Daemon second(*this);
    ASSERT_TRUE(join(first).has_value());
    const auto written = record();
    EXPECT_EQ(nlohmann::json::parse(written)["partitions"], 1);
    ASSERT_TRUE(join(second).has_value());
    EXPECT_EQ(record(), written);
    EXPECT_TRUE(second.installation.reasons().empty());
    // They read each other's references.
    const auto ref = first.refs.make(MsgId("m_1"), 1);
    EXPECT_TRUE(second.refs.read(ref).has_value());
}

TEST_F(RedisInstallation, LeavesAReferenceKeyOfTheConfigurationAlone) {
    Daemon configured(*this, 1, ReportRef(Secret("configured")));
    const auto ref = configured.refs.make(MsgId("m_1"), 1);
    ASSERT_TRUE(join(configured).has_value());
    EXPECT_EQ(configured.refs.make(MsgId("m_1"), 1), ref);
}

TEST_F(RedisInstallation, MayBeJoinedAgain) {
    Daemon daemon(*this);
    ASSERT_TRUE(join(daemon).has_value());
    EXPECT_TRUE(join(daemon).has_value());
}

TEST_F(RedisInstallation, IsNotTakenForAnEmptyOne) {
    Daemon daemon(*this);
    ASSERT_TRUE(join(daemon).has_value());
    server.command({"FLUSHALL"});
    expect_refused(daemon, "lost its data");
    EXPECT_EQ(record(), "");   // nothing that would hide the loss
}

TEST_F(RedisInstallation, IsNotTakenForAnother) {
    Daemon daemon(*this);
    ASSERT_TRUE(join(daemon).has_value());
    auto other = nlohmann::json::parse(record());
    other["id"] = "someone-else";
    server.command({"SET", Keys::installation(), other.dump()});
    expect_refused(daemon, "someone-else");
}

TEST_F(RedisInstallation, MustHaveAsManyPartitionsAsTheDaemon) {
    Daemon one(*this, 1);
    ASSERT_TRUE(join(one).has_value());
    Daemon four(*this, 4);
    expect_refused(four, "partitions");
}

TEST_F(RedisInstallation, SaysAgainThatItIsFineOnceItIs) {
    Daemon daemon(*this);
    server.command({"SET", Keys::installation(), "hello"});
    expect_refused(daemon, "something else");
    server.command({"DEL", Keys::installation()});
    EXPECT_TRUE(join(daemon).has_value());
    EXPECT_TRUE(daemon.installation.reasons().empty());
}

struct Foreign {
    std::string name;
    std::string value;
};

class ForeignRecord : public RedisInstallation, public testing::WithParamInterface<Foreign> {};

TEST_P(ForeignRecord, IsRefused) {
    server.command({"SET", Keys::installation(), GetParam().value});
    Daemon daemon(*this);
    expect_refused(daemon, "something else");
    EXPECT_EQ(record(), GetParam().value);
}

const Foreign foreign_records[] = {
    {"Text", "hello"},
    {"Empty", ""},
    {"Number", "42"},
    {"Array", "[1,2,3]"},
    {"ObjectOfOthers", R"({"version":3})"},
    {"HalfOfOurs", R"({"id":"abc","partitions":1})"},
    {"NumberForAnId", R"({"id":1,"ref_key":"k","partitions":1})"},
    {"NumberForAKey", R"({"id":"abc","ref_key":7,"partitions":1})"},
    {"TextForPartitions", R"({"id":"abc","ref_key":"k","partitions":"1"})"},
    {"EmptyId", R"({"id":"","ref_key":"k","partitions":1})"},
    {"EmptyKey", R"({"id":"abc","ref_key":"","partitions":1})"},
    {"CutOff", R"({"id":"abc","ref_key":"k","partit)"},
};
INSTANTIATE_TEST_SUITE_P(Values, ForeignRecord, testing::ValuesIn(foreign_records),
                         [](const auto& row) { return row.param.name; });

TEST_F(RedisInstallation, IsRefusedWhereItsKeyHoldsAList) {
    server.command({"RPUSH", Keys::installation(), "a"});
    Daemon daemon(*this);
    expect_refused(daemon, "WRONGTYPE");
}

TEST_F(RedisInstallation, IsRefusedWhereTheQueuesAreSomethingElse) {
    server.command({"SET", Keys::ready(0, Lane::otp), "hello"});
    Daemon daemon(*this);
    expect_refused(daemon, "queues");
}

TEST(RedisGroups, BeginAtTheStartOfTheirStreams) {
    // given a message that was added while the group was missing
    test::RedisBench s;
    s.ask({"XGROUP", "DESTROY", Keys::ready(0, Lane::normal), "g"});
    const auto message = s.admit();
    // when the group is made
    const auto made = s.ask({"FCALL", "smsgw1_init", "3", Keys::ready(0, Lane::otp),
                             Keys::ready(0, Lane::normal), Keys::ready(0, Lane::bulk)});
    // then that one is made, and the message is in it
    EXPECT_EQ(made.integer, 1);
    EXPECT_EQ(s.lease_one().message.msgid, message.msgid);
}

TEST(RedisPartitions, AreAllLeasedFoundAndSettled) {
    test::RedisBench s(4);
    constexpr int count = 40;
    std::set<int> used;
    for (int i = 0; i < count; ++i) {
        auto message = test::a_new_message();
        if (i % 2 == 0) message.idempotency_key = "k" + std::to_string(i);
        used.insert(partition_of(s.admit(message).msgid));
    }
    EXPECT_EQ(used.size(), 4U);
    // when they are leased in small portions, accepted and reported
    int turn = 0;
    while (turn < count) {
        const auto leases = s.lease(7);
        ASSERT_FALSE(leases.empty());
        EXPECT_LE(leases.size(), 7U);
        for (const auto& lease : leases) {
            const auto id = "p" + std::to_string(turn++);
            s.settle(s.begun(lease), test::accepted_as({id}));
            EXPECT_EQ(s.report(MsgStatus::delivered, id), Applied::changed);
            EXPECT_EQ(s.status(lease.message.msgid), MsgStatus::delivered);
        }
    }
    EXPECT_EQ(turn, count);
    EXPECT_TRUE(s.lease().empty());
}

TEST(RedisPartitions, AreAllReclaimedAndPromoted) {
    test::RedisBench s(4);
    const auto lease_all = [&s] {
        std::size_t leased = 0;
        for (auto some = s.lease(20); !some.empty(); some = s.lease(20)) leased += some.size();
        return leased;
    };
    for (int i = 0; i < 20; ++i) s.admit();
    ASSERT_EQ(lease_all(), 20U);
    std::size_t taken = 0;
    for (auto lease = s.reclaim(); !lease.empty(); lease = s.reclaim(), ++taken)
        s.settle(lease.front(), SettleRetryAt{.delay = Millis{0}, .error = ""});
    ASSERT_EQ(taken, 20U);
    s.promote();
    EXPECT_EQ(lease_all(), 20U);
}

}   // namespace
}   // namespace smsgw::redis
