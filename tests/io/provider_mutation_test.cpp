// Answers and reports that came out wrong, by a die with a fixed seed: nothing is thrown, nothing is denied that nobody
// denied, and nothing secret is logged.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "providers/classify.hpp"
#include "support/conformance_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::string_view_literals;

constexpr int mutations = 40;   // of each body

class ProviderMutation : public ConformanceTest {
protected:
    std::size_t below(std::size_t end) {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
    }

    // One to three of: another byte, a byte less, a piece twice, a piece of syntax, the end cut off.
    std::string mutated(std::string text) {
        constexpr std::string_view syntax = "{}[]\",:0-.e\\&=%+<>\n\0\xFF"sv;
        for (auto changes = below(3) + 1; changes > 0; --changes) {
            if (text.empty()) return std::string(1, syntax[below(syntax.size())]);
            const auto at = below(text.size());
            switch (below(6)) {
                case 0:
                    text[at] = static_cast<char>(below(256));
                    break;
                case 1:
                    text.erase(at, 1);
                    break;
                case 2:
                    text.insert(at, text.substr(at, below(20) + 1));
                    break;
                case 3:
                    text.insert(at, 1, syntax[below(syntax.size())]);
                    break;
                case 4:
                    text[at] = syntax[below(syntax.size())];
                    break;
                default:
                    text.resize(at);
            }
        }
        return text;
    }

    // All submits in one go over one connection: starting the loop for each would be most of the work.
    Task<> submit_mutations(const AnswerRow& row, std::vector<SubmitOutcome>& outcomes,
                            std::vector<std::string>& bodies) {
        for (int i = 0; i < mutations; ++i) {
            bodies.push_back(mutated(row.body));
            server.script().push_back(Script::answer(row.status, bodies.back(), row.headers));
            auto request = conformance_submit();
            auto outcome = co_await provider->submit(std::move(request));
            outcomes.push_back(std::move(outcome));
        }
    }

    Task<> read_mutations(const ReportRow& row, std::size_t& read) {
        for (int i = 0; i < mutations; ++i) {
            auto wrong = row;
            (row.body.empty() ? wrong.query : wrong.body) = mutated(row.body.empty() ? row.query : row.body);
            auto request = signed_webhook(wrong);
            const auto news = co_await provider->read_webhook(std::move(request), clock.wall);
            ++read;
            if (news.has_error()) continue;
            for (const auto& report : news->reports)
                EXPECT_TRUE(row_of(report.status).resend_safe != ResendSafe::yes) << wrong.body;
        }
    }

    std::vector<std::string> secrets() const {
        std::vector<std::string> all = {config.api_key.reveal(), config.client_secret.reveal(),
                                        config.webhook_secret.reveal()};
        for (const auto& row : providers::settings_of(one().type))
            if (row.kind == providers::SettingKind::secret)
                all.push_back(config.settings.secret(row.name).reveal());
        std::erase(all, "");
        return all;
    }

private:
    std::mt19937_64 random_{20260102};
};

INSTANTIATE_TEST_SUITE_P(Providers, ProviderMutation, testing::ValuesIn(provider_cases()), case_name);

TEST_P(ProviderMutation, OfAnAnswerDeniesNothingThatTheTableDoesNotDeny) {
    std::string lines;
    const log::Capture capture(lines);
    std::set<std::string> known;
    for (const auto& code : one().error_codes) known.insert(one().type + "_" + code_word(code));
    for (const auto& row : one().answers) {
        const bool by_status = denies(providers::classify_status({row.status, row.headers, ""}));
        std::vector<SubmitOutcome> outcomes;
        std::vector<std::string> bodies;
        run_task(io, submit_mutations(row, outcomes, bodies), std::chrono::seconds{60});
        ASSERT_EQ(outcomes.size(), static_cast<std::size_t>(mutations));
        // The body alone has to say it where the status does not, and then by a code that is in the table.
        for (std::size_t i = 0; !by_status && !known.empty() && i < outcomes.size(); ++i) {
            const auto text = outcome_text(outcomes[i]);
            EXPECT_TRUE(!denies(outcomes[i]) || known.contains(text.substr(text.find(' ') + 1)))
                << row.name << ": " << row.status << " " << bodies[i] << ": " << text;
        }
    }
}

TEST_P(ProviderMutation, OfAReportIsReadOrRefusedAndThrowsNothing) {
    std::string lines;
    const log::Capture capture(lines);
    for (const auto& row : one().reports) {
        std::size_t read = 0;
        run_task(io, read_mutations(row, read), std::chrono::seconds{60});
        EXPECT_EQ(read, static_cast<std::size_t>(mutations));
    }
}

TEST_P(ProviderMutation, LeavesNothingSecretInTheLog) {
    std::string lines;
    const log::Capture capture(lines);
    log::set_level(log::Level::trace);
    provider = provider_of(config);
    for (const auto& row : one().answers) {
        server.script().push_back(Script::answer(row.status, row.body, row.headers));
        submit();
    }
    for (const auto& row : one().reports) {
        read(signed_webhook(row));
        read(webhook(row));
    }
    log::set_level(log::Level::info);
    const auto message = conformance_submit().message;
    for (const auto& word : {std::string(message.to.digits()), message.text.reveal()})
        EXPECT_EQ(lines.find(word), std::string::npos) << lines;
    for (const auto& secret : secrets()) EXPECT_EQ(lines.find(secret), std::string::npos) << lines;
    for (const auto& row : one().reports)
        if (const auto at = row.mo.find("from=+"); at != std::string::npos) {
            const auto number = row.mo.substr(at + 6, row.mo.find(' ', at) - at - 6);
            EXPECT_EQ(lines.find(number), std::string::npos) << lines;
        }
}

}   // namespace
}   // namespace smsgw::test
