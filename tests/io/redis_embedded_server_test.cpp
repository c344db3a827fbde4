// The private server: started, asked, killed, restarted, ended.
#include "redis/embedded_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <fstream>

#include "base/log.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::redis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class RedisEmbeddedServer : public test::RedisFixture {
protected:
    EmbeddedSettings settings() const {
        EmbeddedSettings settings;
        settings.data_dir = folder.path() + "/data/redis";
        settings.lock_time_max = 50ms;
        settings.restart_pause_min = 1ms;
        return settings;
    }

    Result<void> start(EmbeddedServer& server) { return test::run_task(io, server.start()); }
    void stop(EmbeddedServer& server) { test::run_task(io, server.stop()); }
    Reply command(const EmbeddedServer& server, const std::vector<std::string>& words) {
        return test::ask_redis(server.address().socket_path, words);
    }

    static mode_t mode_of(const std::string& path) {
        struct stat facts {};
        return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777 : 0;
    }
    static bool runs(pid_t pid) { return kill(pid, 0) == 0; }

    test::TempFolder folder;
};

TEST_F(RedisEmbeddedServer, StartsPrivateAndDurable) {
    EmbeddedServer server(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    EXPECT_EQ(command(server, {"PING"}).text, "PONG");
    EXPECT_EQ(command(server, {"CONFIG", "GET", "appendfsync"}).items.at(1).text, "always");
    EXPECT_EQ(command(server, {"CONFIG", "GET", "port"}).items.at(1).text, "0");
    EXPECT_EQ(command(server, {"CONFIG", "GET", "maxmemory"}).items.at(1).text, "536870912");
    EXPECT_EQ(mode_of(folder.path() + "/data/redis"), 0700U);
    EXPECT_EQ(mode_of(folder.path() + "/data/redis/redis.conf"), 0600U);
    EXPECT_EQ(mode_of(server.address().socket_path), 0700U);
    stop(server);
}

TEST_F(RedisEmbeddedServer, InheritsNeitherSecretsNorSocketsNorOurProcessGroup) {
    // given a program that notes what it was started with, and then is redis-server
    auto noting = settings();
    noting.program = folder.path() + "/noting";
    const auto notes = folder.path() + "/notes";
    std::ofstream(noting.program) << "#!/bin/sh\nenv > " << notes << "\nls /proc/self/fd | wc -l >> " << notes
                                  << "\nexec redis-server \"$@\"\n";
    ASSERT_EQ(chmod(noting.program.c_str(), 0700), 0);
    ASSERT_EQ(setenv("SMSGW_TEST_SECRET", "hush", 1), 0);
    const asio::ip::tcp::acceptor listener_of_ours(io, {asio::ip::make_address("127.0.0.1"), 0});
    EmbeddedServer server(io.get_executor(), clock, noting);
    const auto started = start(server);
    unsetenv("SMSGW_TEST_SECRET");
    ASSERT_TRUE(started.has_value()) << server.problem();
    std::ifstream file(notes);
    const std::string noted((std::istreambuf_iterator<char>(file)), {});
    EXPECT_THAT(noted, HasSubstr("PATH="));
    EXPECT_THAT(noted, testing::Not(HasSubstr("hush")));
    // stdin, stdout, stderr, the lock, and the one with which ls looks
    EXPECT_THAT(noted, testing::EndsWith("\n5\n"));
    EXPECT_EQ(getpgid(server.pid()), server.pid());
    stop(server);
}

TEST_F(RedisEmbeddedServer, KeepsItsDataBetweenRuns) {
    EmbeddedServer server(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    const auto pid = server.pid();
    EXPECT_EQ(command(server, {"SET", "k", "kept"}).text, "OK");
    stop(server);
    EXPECT_FALSE(runs(pid));
    EmbeddedServer next(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(next).has_value()) << next.problem();
    EXPECT_EQ(command(next, {"GET", "k"}).text, "kept");
    stop(next);
}

TEST_F(RedisEmbeddedServer, RefusesAFolderThatAnotherServerOwns) {
    EmbeddedServer server(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    EmbeddedServer second(io.get_executor(), clock, settings());
    const auto started = start(second);
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error(), boost::system::errc::resource_unavailable_try_again);
    EXPECT_THAT(second.problem(), HasSubstr(folder.path() + "/data/redis"));
    EXPECT_EQ(command(server, {"PING"}).text, "PONG");
    stop(server);
    // and takes it when that one has ended
    ASSERT_TRUE(start(second).has_value()) << second.problem();
    stop(second);
}

TEST_F(RedisEmbeddedServer, LeavesItsFolderLockedWhileAnOrphanRuns) {
    // given a server whose daemon forgot it: the lock's only holder is the server itself
    auto server = std::make_unique<EmbeddedServer>(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(*server).has_value()) << server->problem();
    const auto pid = server->pid();
    ASSERT_EQ(kill(pid, SIGSTOP), 0);
    server.reset();   // the forking thread ends, and so would the server if it were not stopped
    EmbeddedServer next(io.get_executor(), clock, settings());
    EXPECT_TRUE(start(next).has_error());
    // when it goes on, it obeys the signal of its parent's death
    ASSERT_EQ(kill(pid, SIGCONT), 0);
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_TRUE(start(next).has_value()) << next.problem();
    stop(next);
}

TEST_F(RedisEmbeddedServer, RestartsAServerThatDied) {
    std::string lines;
    const log::Capture capture(lines);
    EmbeddedServer server(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    group.spawn("supervise", server.run());
    EXPECT_EQ(command(server, {"SET", "k", "kept"}).text, "OK");
    const auto first = server.pid();
    lines.clear();
    ASSERT_EQ(kill(first, SIGKILL), 0);
    ASSERT_TRUE(
        test::wait_until(io, [&] { return lines.find("redis.server_started") != std::string::npos; }));
    EXPECT_THAT(lines, HasSubstr("redis.server_died"));
    EXPECT_THAT(lines, HasSubstr("signal 9"));
    EXPECT_NE(server.pid(), first);
    EXPECT_EQ(command(server, {"GET", "k"}).text, "kept");
    stop(server);
    EXPECT_TRUE(test::wait_until(io, [&] { return group.size() == 0; }));
}

TEST_F(RedisEmbeddedServer, IsKilledWhenItDoesNotObey) {
    auto patient = settings();
    patient.stop_time_max = 50ms;
    EmbeddedServer server(io.get_executor(), clock, patient);
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    const auto pid = server.pid();
    ASSERT_EQ(kill(pid, SIGSTOP), 0);
    stop(server);
    EXPECT_FALSE(runs(pid));
}

TEST_F(RedisEmbeddedServer, SaysWhenThereIsNoRedisServer) {
    auto missing = settings();
    missing.program = "no-such-redis-server";
    EmbeddedServer server(io.get_executor(), clock, missing);
    const auto started = start(server);
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error(), boost::system::errc::no_such_file_or_directory);
    EXPECT_THAT(server.problem(), HasSubstr("install redis-server"));
}

TEST_F(RedisEmbeddedServer, SaysWhenTheProgramEndsAtOnce) {
    auto wrong = settings();
    wrong.program = "/bin/false";
    EmbeddedServer server(io.get_executor(), clock, wrong);
    const auto started = start(server);
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error(), boost::system::errc::no_child_process);
    EXPECT_THAT(server.problem(), HasSubstr("exit status 1"));
}

TEST_F(RedisEmbeddedServer, SaysWhenTheProgramDoesNotAnswer) {
    auto wrong = settings();
    wrong.program = folder.path() + "/silent";
    wrong.start_time_max = 100ms;
    std::ofstream(wrong.program) << "#!/bin/sh\nexec sleep 60\n";
    ASSERT_EQ(chmod(wrong.program.c_str(), 0700), 0);
    EmbeddedServer server(io.get_executor(), clock, wrong);
    const auto started = start(server);
    ASSERT_TRUE(started.has_error());
    EXPECT_EQ(started.error(), boost::system::errc::timed_out);
    EXPECT_EQ(server.pid(), -1);
}

TEST_F(RedisEmbeddedServer, PutsItsSocketElsewhereWhenTheFolderIsDeep) {
    auto deep = settings();
    deep.data_dir = folder.path() + "/" + std::string(120, 'd');
    deep.runtime_dir = folder.path();
    EmbeddedServer server(io.get_executor(), clock, deep);
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    EXPECT_TRUE(server.address().socket_path.starts_with(folder.path() + "/smsgw-"));
    EXPECT_EQ(command(server, {"PING"}).text, "PONG");
    stop(server);
}

TEST_F(RedisEmbeddedServer, DoesNotTrustASocketFolderThatOthersCanEnter) {
    auto deep = settings();
    deep.data_dir = folder.path() + "/" + std::string(120, 'd');
    deep.runtime_dir = folder.path();
    const auto socket_folder = embedded_socket(deep.data_dir, deep.runtime_dir).parent_path();
    ASSERT_EQ(mkdir(socket_folder.c_str(), 0700), 0);
    ASSERT_EQ(chmod(socket_folder.c_str(), 0777), 0);
    EmbeddedServer server(io.get_executor(), clock, deep);
    EXPECT_TRUE(start(server).has_error());
    EXPECT_THAT(server.problem(), HasSubstr(socket_folder.string()));
}

TEST_F(RedisEmbeddedServer, ServesAConnection) {
    EmbeddedServer server(io.get_executor(), clock, settings());
    ASSERT_TRUE(start(server).has_value()) << server.problem();
    auto& connection = connect(server.address());
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, Command("PING")).text, "PONG");
    connection.stop();
    stop(server);
}

}   // namespace
}   // namespace smsgw::redis
