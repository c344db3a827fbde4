// TLS to a real redis-server with certificates made for the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.hpp"
#include "support/redis_fixture.hpp"

namespace smsgw::redis {
namespace {

// A self-signed certificate for "localhost" in `folder`: cert.pem, key.pem.
void make_certificate(const std::string& folder) {
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
}

class RedisTls : public test::RedisFixture {
protected:
    void SetUp() override {
        make_certificate(folder.path());
        make_certificate(stranger.path());
        const auto pem = [this](const char* name) { return folder.path() + "/" + name; };
        address.transport = RedisAddress::Transport::tls;
        address.host = "localhost";
        address.port = test::free_port();
        address.ca_file = pem("cert.pem");
        server.emplace(
            test::Fsync::off,
            std::vector<std::string>{"--tls-port", std::to_string(address.port), "--tls-cert-file",
                                     pem("cert.pem"), "--tls-key-file", pem("key.pem"), "--tls-ca-cert-file",
                                     pem("cert.pem"), "--tls-auth-clients", "no"});
    }

    bool refused(Connection& connection) {
        return test::wait_until(io, [&] { return connection.last_error() == Errc::tls_failed; });
    }

    test::TempFolder folder;
    test::TempFolder stranger;
    RedisAddress address;
    std::optional<test::RedisServer> server;
};

TEST_F(RedisTls, CarriesCallsToAServerThatItTrusts) {
    auto& connection = connect(address);
    ASSERT_TRUE(ready(connection));
    EXPECT_EQ(ask(connection, Command("PING")).text, "PONG");
    const std::string large(1'000'000, 'x');
    Command echo("ECHO");
    echo << large;
    EXPECT_TRUE(ask(connection, std::move(echo)).text == large);
}

TEST_F(RedisTls, FailsWhatIsPendingWhenTheServerIsKilled) {
    auto& connection = connect(address);
    ASSERT_TRUE(ready(connection));
    Command blocking("BLPOP");
    blocking << "nothing" << 0;
    const auto call = start(connection.call(std::move(blocking)));
    test::drive(io);
    server->kill9();
    ASSERT_TRUE(all_done({call}));
    EXPECT_EQ(error_of(call), Errc::redis_connection_lost);
}

TEST_F(RedisTls, RefusesACertificateOfAnotherAuthority) {
    address.ca_file = stranger.path() + "/cert.pem";
    auto& connection = connect(address);
    EXPECT_TRUE(refused(connection));
}

TEST_F(RedisTls, RefusesACertificateForAnotherName) {
    address.host = "127.0.0.1";
    auto& connection = connect(address);
    EXPECT_TRUE(refused(connection));
}

TEST_F(RedisTls, SaysWhichAuthorityFileItCannotRead) {
    std::string lines;
    const log::Capture capture(lines);
    address.ca_file = "/nowhere/ca.pem";
    auto& connection = connect(address);
    EXPECT_TRUE(refused(connection));
    EXPECT_THAT(lines, testing::HasSubstr("/nowhere/ca.pem"));
}

}   // namespace
}   // namespace smsgw::redis
