// Every way to fail, and for each whether the request can have been acted on.
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "support/client_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using http::Sent;

TEST_F(HttpClientTest, RefusesBadUrlsAndFieldsBeforeItConnects) {
    auto request = a_request();
    request.url = "http://user:pw@127.0.0.1/";
    expect_failure(send(request), Sent::nothing_acted_on, Errc::url_invalid);
    request = a_request();
    request.headers.emplace_back("A", "b\r\nInjected: yes");
    expect_failure(send(request), Sent::nothing_acted_on, Errc::request_malformed);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, RefusesAddressesThatThePolicyDoesNotAllow) {
    for (const auto* host :
         {"192.0.2.1", "169.254.169.254", "[2001:db8::1]", "[::ffff:192.0.2.1]", "3221225985"}) {
        auto request = a_request();
        request.url = std::string("http://") + host + "/";
        expect_failure(send(request), Sent::nothing_acted_on, Errc::address_refused);
    }
}

TEST_F(HttpClientTest, RefusesANameWhoseAddressThePolicyDoesNotAllow) {
    http::Client strict(io.get_executor(), clock, {}, {[](const asio::ip::address&) { return false; }});
    auto request = a_request();
    request.url = "http://localhost:" + std::to_string(server.port()) + "/";
    expect_failure(run_task(io, strict.send(request)), Sent::nothing_acted_on, Errc::address_refused);
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, FailsForANameThatCannotExist) {
    auto request = a_request();
    request.url = "http://" + std::string(64, 'a') + "/";   // a label of DNS has at most 63 characters
    expect_failure(send(request), Sent::nothing_acted_on, Errc::dns_failed);
}

TEST_F(HttpClientTest, FailsToConnectWhereNobodyListens) {
    auto request = a_request();
    {
        const ScriptedServer gone(io);
        request.url = gone.url("/");
    }
    expect_failure(send(request), Sent::nothing_acted_on, Errc::connect_failed);
}

TEST_F(HttpClientTest, FailsWhenTheTlsHandshakeTakesTooLong) {
    server.on_accept() = ScriptedServer::OnAccept::never_read;
    auto request = a_request();
    request.url = "https" + request.url.substr(4);
    const auto pending = start(request);
    pass(2900ms);
    EXPECT_FALSE(pending->has_value());
    pass(100ms);
    expect_failure(finish(pending), Sent::nothing_acted_on, Errc::connect_timeout);
}

TEST_F(HttpClientTest, FailsToWriteToAServerThatDoesNotRead) {
    server.on_accept() = ScriptedServer::OnAccept::never_read;
    auto request = a_request();
    request.body.assign(32 * 1024 * 1024, 'x');   // more than the sockets take
    const auto pending = start(request);
    pass(4900ms);
    EXPECT_FALSE(pending->has_value());
    pass(100ms);
    expect_failure(finish(pending), Sent::nothing_acted_on, Errc::write_timeout);
}

TEST_F(HttpClientTest, FailsToWriteToAServerThatGoesAwayInBetween) {
    server.on_accept() = ScriptedServer::OnAccept::never_read;
    auto request = a_request();
    request.body.assign(32 * 1024 * 1024, 'x');
    const auto pending = start(request);
    EXPECT_FALSE(pending->has_value());
    server.close_connections();   // with unread bytes: a reset
    expect_failure(finish(pending), Sent::nothing_acted_on, Errc::write_failed);
}

TEST_F(HttpClientTest, FailsWhenTheConnectionIsResetAfterTheAccept) {
    server.on_accept() = ScriptedServer::OnAccept::reset;
    const auto result = send(a_request());
    ASSERT_TRUE(result.has_error());
    // Whether the kernel took the bytes before it learnt of the reset is not ours to decide; the two go together.
    if (result.error().sent == Sent::maybe_acted_on)
        EXPECT_EQ(result.error().error, Errc::connection_lost);
    else
        EXPECT_TRUE(result.error().error == Errc::write_failed ||
                    result.error().error == Errc::connect_failed);
}

TEST_F(HttpClientTest, DoesNotKnowWhatBecameOfARequestThatIsNotAnsweredInTime) {
    server.script().push_back(Script::hang());
    const auto pending = start(a_request());
    pass(29900ms);
    EXPECT_FALSE(pending->has_value());
    pass(100ms);
    expect_failure(finish(pending), Sent::maybe_acted_on, Errc::read_timeout);
}

TEST_F(HttpClientTest, DoesNotGiveAnAnswerThatDribblesMoreTime) {
    server.script().push_back(
        Script::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Script::Then::hang));
    const auto pending = start(a_request());
    pass(30s);
    expect_failure(finish(pending), Sent::maybe_acted_on, Errc::read_timeout);
}

TEST_F(HttpClientTest, DoesNotKnowWhatBecameOfARequestWhoseConnectionIsLost) {
    server.script().push_back(Script::close());
    server.script().push_back(Script::reset());
    server.script().push_back(
        Script::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Script::Then::close));
    server.script().push_back(
        Script::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Script::Then::reset));
    server.script().push_back(Script::raw("HTTP/1.1 2", Script::Then::close));
    for (int i = 0; i < 5; ++i)
        expect_failure(send(a_request()), Sent::maybe_acted_on, Errc::connection_lost);
    EXPECT_EQ(server.seen().size(), 5U);   // and never tries again by itself
}

TEST_F(HttpClientTest, DoesNotUnderstandGarbage) {
    server.script().push_back(Script::raw("220 mail.example.com ESMTP\r\n\r\n", Script::Then::keep_open));
    expect_failure(send(a_request()), Sent::maybe_acted_on, Errc::response_malformed);
}

TEST_F(HttpClientTest, DoesNotReadAnswersWithoutEnd) {
    server.script().push_back(Script::answer(200, std::string(64 * 1024 + 1, 'x')));
    expect_failure(send(a_request()), Sent::maybe_acted_on, Errc::response_too_large);
    server.script().push_back(Script::answer(200, "", {{"A", std::string(9000, 'x')}}));
    expect_failure(send(a_request()), Sent::maybe_acted_on, Errc::response_too_large);
}

TEST_F(HttpClientTest, FailsWhatIsInFlightWhenItCloses) {
    server.script().push_back(Script::hang());
    const auto pending = start(a_request());
    client.close();
    expect_failure(finish(pending), Sent::maybe_acted_on, Errc::stopping);
    expect_failure(send(a_request()), Sent::nothing_acted_on, Errc::stopping);
}

TEST_F(HttpClientTest, StopsAtOnceWhenItsCallerIsCancelled) {
    server.script().push_back(Script::hang());
    std::optional<http::ClientResult> result;
    asio::cancellation_signal cancel;
    auto ended = [&](std::exception_ptr, http::ClientResult answer) { result.emplace(std::move(answer)); };
    asio::co_spawn(io, client.send(a_request()), asio::bind_cancellation_slot(cancel.slot(), ended));
    drive(io);
    ASSERT_EQ(server.seen().size(), 1U);
    cancel.emit(asio::cancellation_type::terminal);
    drive(io);
    ASSERT_TRUE(result.has_value());
    expect_failure(*result, Sent::maybe_acted_on, Errc::stopping);
}

TEST_F(HttpClientTest, IsGoneWithoutTraceWhenDestroyedWithARequestInFlight) {
    server.script().push_back(Script::hang());
    auto own = std::make_unique<http::Client>(io.get_executor(), clock, http::ClientLimits{},
                                              http::ClientReach{loopback_only});
    std::optional<http::ClientResult> result;
    asio::co_spawn(io, own->send(a_request()),
                   [&](std::exception_ptr, http::ClientResult answer) { result.emplace(std::move(answer)); });
    drive(io);
    own.reset();
    drive(io);
    ASSERT_TRUE(result.has_value());
    expect_failure(*result, Sent::maybe_acted_on, Errc::stopping);
}

}   // namespace
}   // namespace smsgw::test
