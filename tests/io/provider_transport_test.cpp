// What every provider says when there is no answer: "not accepted" only when not one request can have been acted on.
#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>

#include "support/conformance_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;
using OnAccept = ScriptedServer::OnAccept;
using Then = Script::Then;

class ProviderTransport : public ConformanceTest {
protected:
    void expect_not_accepted(const SubmitOutcome& outcome, const std::string& error) {
        EXPECT_EQ(outcome_text(outcome), "not_accepted " + error);
        EXPECT_TRUE(server.seen().empty());
    }

    // The submit's outcome is not known, and it was not repeated.
    void expect_ambiguous(const SubmitOutcome& outcome, const std::string& error, std::size_t requests = 1) {
        EXPECT_EQ(outcome_text(outcome), "ambiguous " + error);
        EXPECT_EQ(server.seen().size(), requests);
    }

    providers::ProviderConfig config_by_tls() const {
        return config_at("https://127.0.0.1:" + std::to_string(server.port()));
    }
};

INSTANTIATE_TEST_SUITE_P(Providers, ProviderTransport, testing::ValuesIn(provider_cases()), case_name);

TEST_P(ProviderTransport, HasNotSubmittedWhereNobodyListens) {
    std::string url;
    {
        const ScriptedServer gone(io);
        url = "http://127.0.0.1:" + std::to_string(gone.port());
    }
    provider = provider_of(config_at(url));
    expect_not_accepted(submit(), "connect_failed");
}

TEST_P(ProviderTransport, HasNotSubmittedWhenTheServerIsSilentBeforeTheRequest) {
    server.on_accept() = OnAccept::never_read;
    provider = provider_of(config_by_tls());
    std::optional<SubmitOutcome> outcome;
    asio::co_spawn(io, keep_value(provider->submit(conformance_submit()), outcome),
                   [](std::exception_ptr) {});
    ASSERT_TRUE(wait_until(io, [&] { return server.connections() == 1; }));
    pass(http::ClientLimits{}.connect_time_max);
    ASSERT_TRUE(wait_until(io, [&] { return outcome.has_value(); }));
    expect_not_accepted(*outcome, "connect_timeout");
}

TEST_P(ProviderTransport, HasNotSubmittedWhenTheConnectionIsResetBeforeTheRequest) {
    server.on_accept() = OnAccept::reset;
    provider = provider_of(config_by_tls());
    const auto outcome = submit();
    // Which of the two the kernel tells of first is not ours to decide.
    const auto text = outcome_text(outcome);
    EXPECT_TRUE(text == "not_accepted tls_failed" || text == "not_accepted connect_failed") << text;
    EXPECT_TRUE(server.seen().empty());
}

TEST_P(ProviderTransport, DoesNotKnowAfterSilence) {
    server.script().push_back(Script::hang());
    expect_ambiguous(submit_and_wait_in_vain(), "read_timeout");
}

TEST_P(ProviderTransport, DoesNotKnowAfterHalfAnAnswerAndSilence) {
    server.script().push_back(Script::raw("HTTP/1.1 429 Slow\r\nContent-Length: 9\r\n\r\nhalf", Then::hang));
    expect_ambiguous(submit_and_wait_in_vain(), "read_timeout");
}

TEST_P(ProviderTransport, DoesNotKnowWhenTheConnectionIsLostAfterTheRequest) {
    const std::string half = "HTTP/1.1 401 No\r\nContent-Length: 9\r\n\r\nhalf";
    const Script scripts[] = {Script::close(), Script::reset(), Script::raw(half, Then::close),
                              Script::raw(half, Then::reset), Script::raw("HTTP/1.1 4", Then::close)};
    std::size_t requests = 0;
    for (const auto& script : scripts) {
        server.script().push_back(script);
        expect_ambiguous(submit(), "connection_lost", ++requests);
    }
}

TEST_P(ProviderTransport, DoesNotKnowWhenTheAnswerIsNoHttp) {
    server.script().push_back(Script::raw("220 mail.example.com ESMTP\r\n\r\n", Then::keep_open));
    expect_ambiguous(submit(), "response_malformed");
}

TEST_P(ProviderTransport, DoesNotReadAnAnswerWithoutEnd) {
    server.script().push_back(Script::answer(400, std::string(64 * 1024 + 1, 'x')));
    expect_ambiguous(submit(), "response_too_large");
    server.script().push_back(
        Script::raw("HTTP/1.1 400 No\r\nX-Endless: " + std::string(20'000, 'x'), Then::hang));
    expect_ambiguous(submit(), "response_too_large", 2);
}

TEST_P(ProviderTransport, DoesNotKnowAfterAServersFault) {
    for (const int status : {500, 502, 504}) {
        server.script().push_back(Script::answer(status, ""));
        const auto outcome = submit();
        EXPECT_TRUE(std::holds_alternative<Ambiguous>(outcome)) << outcome_text(outcome);
    }
}

// Only the provider itself may say that it has no such message; everything else would send it a second time.
TEST_P(ProviderTransport, LearnsNothingFromALookUpThatIsNotAnswered) {
    const LookupRequest question{conformance_submit().message.msgid, 1, conformance_submit().ref};
    const auto look_up = [&] { return run_task(io, provider->look_up(question)); };
    if (!provider->can_look_up()) {
        const auto outcome = look_up();
        ASSERT_TRUE(std::holds_alternative<LookupFailed>(outcome));
        EXPECT_EQ(std::get<LookupFailed>(outcome).error, "unsupported");
        EXPECT_TRUE(server.seen().empty());
        return;
    }
    for (const int status : {200, 301, 401, 403, 404, 410, 429, 500, 503})
        for (const std::string body : {"", "<html>not found</html>", "{", "null", "42"}) {
            server.script().push_back(Script::answer(status, body));
            EXPECT_TRUE(std::holds_alternative<LookupFailed>(look_up())) << status << " " << body;
        }
    for (const auto& script : {Script::close(), Script::reset()}) {
        server.script().push_back(script);
        EXPECT_TRUE(std::holds_alternative<LookupFailed>(look_up()));
    }
}

}   // namespace
}   // namespace smsgw::test
