// The flags of smsgwctl: what they set, and what is refused before anything is done.
#include "app/ctl_command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ctl_line.hpp"

namespace smsgw::app {
namespace {

using test::options_of;
using test::parse_line;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(CtlCommandLine, SendsByDefaultWithTheKeyOfTheEnvironment) {
    const auto send = options_of<SendOptions>({"send", "--to", "+31612345678", "--message", "Hi"});
    EXPECT_EQ(send.to, "+31612345678");
    EXPECT_EQ(send.message, "Hi");
    EXPECT_EQ(send.sender, "");
    EXPECT_EQ(send.lane, "");
    EXPECT_EQ(send.until, SendOptions::Until::accepted);
    EXPECT_EQ(send.api.key, "env:SMSGW_API_KEY");
    EXPECT_EQ(send.api.url, "");
    EXPECT_EQ(send.api.output, Output::text);
}

TEST(CtlCommandLine, TakesEveryFlagOfSend) {
    const auto send = options_of<SendOptions>({"send", "--to=+316", "--sender", "Shop", "--lane", "otp",
                                               "--url", "https://sms.example", "--key", "file:/k", "--json",
                                               "--message=--wait", "--wait"});
    EXPECT_EQ(send.message, "--wait");
    EXPECT_EQ(send.sender, "Shop");
    EXPECT_EQ(send.lane, "otp");
    EXPECT_EQ(send.until, SendOptions::Until::final);
    EXPECT_EQ(send.api.url, "https://sms.example");
    EXPECT_EQ(send.api.key, "file:/k");
    EXPECT_EQ(send.api.output, Output::json);
}

TEST(CtlCommandLine, SendsAFileInsteadOfOneMessage) {
    const auto plain = options_of<SendCsvOptions>({"send", "--csv", "rows.csv"});
    EXPECT_EQ(plain.file, "rows.csv");
    EXPECT_EQ(plain.results, "");
    EXPECT_EQ(plain.rate, 0);
    EXPECT_EQ(plain.mode, CsvMode::real);
    EXPECT_EQ(plain.after_a_day, SendCsvOptions::AfterADay::refuse);
    const auto other = options_of<SendCsvOptions>({"send", "--csv", "r", "--results", "o", "--rate", "10",
                                                   "--after-a-day", "--url", "http://x", "--json"});
    EXPECT_EQ(other.results, "o");
    EXPECT_EQ(other.rate, 10);
    EXPECT_EQ(other.after_a_day, SendCsvOptions::AfterADay::go_on);
    EXPECT_EQ(other.api.url, "http://x");
    EXPECT_EQ(other.api.output, Output::json);
    EXPECT_EQ(options_of<SendCsvOptions>({"send", "--csv", "r", "--dry-run"}).mode, CsvMode::dry_run);
}

TEST(CtlCommandLine, LooksAtQueuesOnceOrAgainAndAgain) {
    EXPECT_EQ(options_of<QueuesOptions>({"queues", "--redis", "r"}).redis.url, "r");
    const auto plain = options_of<WatchOptions>({"watch"});
    EXPECT_EQ(plain.every, std::chrono::seconds{2});
    EXPECT_EQ(plain.count, 0);
    const auto other = options_of<WatchOptions>({"watch", "--every", "10", "--count", "3", "--json"});
    EXPECT_EQ(other.every, std::chrono::seconds{10});
    EXPECT_EQ(other.count, 3);
    EXPECT_EQ(other.output, Output::json);
}

TEST(CtlCommandLine, ChecksOrPrintsTheChecklist) {
    EXPECT_EQ(options_of<CheckOptions>({"check", "--prometheus", "http://p:9090"}).prometheus_url, "http://p:9090");
    EXPECT_THAT(parse_line({"check", "--list-markdown"}).text, HasSubstr("# Production checklist"));
}

TEST(CtlCommandLine, LiftsABlockOfAnAccount) {
    EXPECT_EQ(options_of<BlocksOptions>({"abuse", "status"}).account, "");
    const auto unblock = options_of<BlocksOptions>(
        {"abuse", "unblock", "--account", "shop", "--rule", "drift", "--subject", "NL"});
    EXPECT_EQ(unblock.action, BlocksOptions::Action::unblock);
    EXPECT_EQ(unblock.account, "shop");
    EXPECT_EQ(unblock.rule, "drift");
    EXPECT_EQ(unblock.subject, "NL");
}

TEST(CtlCommandLine, TakesAMsgidAsAnArgument) {
    EXPECT_EQ(options_of<StatusOptions>({"status", "m_1", "--config", "/c"}).msgid, "m_1");
    EXPECT_EQ(options_of<HealthOptions>({"health"}).url, "");
}

TEST(CtlCommandLine, TestsAProviderByItsName) {
    const auto test =
        options_of<ProviderTestOptions>({"provider", "test", "vendor", "--config", "/c", "--json"});
    EXPECT_EQ(test.name, "vendor");
    EXPECT_EQ(test.config_path, "/c");
    EXPECT_EQ(test.output, Output::json);
    EXPECT_EQ(parse_line({"provider", "test"}).action, CtlLine::Action::misuse);
    EXPECT_EQ(parse_line({"provider"}).action, CtlLine::Action::misuse);
}

TEST(CtlCommandLine, MakesKeysThatMaySendAndReadUnlessToldOtherwise) {
    const auto plain = options_of<KeysNewOptions>({"keys", "new", "--account", "shop"});
    EXPECT_EQ(plain.account.str(), "shop");
    EXPECT_THAT(plain.scopes, ElementsAre(Scope::send, Scope::read));
    const auto admin = options_of<KeysNewOptions>(
        {"keys", "new", "--account", "shop", "--scopes", "read,admin,read", "--json"});
    EXPECT_THAT(admin.scopes, ElementsAre(Scope::read, Scope::admin));
    EXPECT_EQ(admin.output, Output::json);
}

TEST(CtlCommandLine, GivesTheSandboxItsFaults) {
    const auto plain = options_of<SandboxOptions>({"sandbox"});
    EXPECT_EQ(plain.listen.host, "127.0.0.1");
    EXPECT_EQ(plain.listen.port, 9099);
    EXPECT_EQ(plain.report_hosts, ReportHosts::loopback);
    EXPECT_EQ(plain.faults.report_delay, Millis{200});
    EXPECT_EQ(plain.faults.http_429, 0);
    EXPECT_FALSE(plain.dedupe);

    const auto wild = options_of<SandboxOptions>(
        {"sandbox", "--listen",          "0.0.0.0:0", "--seed",   "7",     "--latency-ms",
         "3",       "--report-delay-ms", "4",         "--early",  "0.1",   "--missing",
         "1",       "--http-500",        "0.5",       "--hang",   "0.5",   "--ledger",
         "/l",      "--report-hosts",    "any",       "--dedupe", "--tps", "50"});
    EXPECT_EQ(wild.listen.host, "0.0.0.0");
    EXPECT_EQ(wild.listen.port, 0);
    EXPECT_EQ(wild.faults.seed, 7U);
    EXPECT_EQ(wild.faults.latency, Millis{3});
    EXPECT_EQ(wild.faults.report_delay, Millis{4});
    EXPECT_EQ(wild.faults.early, 0.1);
    EXPECT_EQ(wild.faults.missing, 1);
    EXPECT_EQ(wild.faults.http_500, 0.5);
    EXPECT_EQ(wild.faults.hang, 0.5);
    EXPECT_EQ(wild.ledger_file, "/l");
    EXPECT_EQ(wild.report_hosts, ReportHosts::any);
    EXPECT_TRUE(wild.dedupe);
    EXPECT_EQ(wild.faults.tps, 50);
}

TEST(CtlCommandLine, TakesWhatShallBeDoneWithDeadLetters) {
    using Options = DeadLetterOptions;
    EXPECT_EQ(options_of<Options>({"dlq", "list"}).action, Options::Action::list);
    const auto show =
        options_of<Options>({"dlq", "show", "00:1-1", "--text", "--json", "--redis", "unix:///s"});
    EXPECT_EQ(show.action, Options::Action::show);
    EXPECT_EQ(show.id, "00:1-1");
    EXPECT_EQ(show.text, Options::Text::shown);
    EXPECT_EQ(show.output, Output::json);
    EXPECT_EQ(show.redis.url, "unix:///s");
    const auto replay = options_of<Options>({"dlq", "replay", "00:1-1"});
    EXPECT_EQ(replay.action, Options::Action::replay);
    EXPECT_EQ(replay.which, Options::Which::one);
    EXPECT_EQ(replay.text, Options::Text::hidden);
    const auto discard = options_of<Options>({"dlq", "discard", "--all", "--config", "/c"});
    EXPECT_EQ(discard.action, Options::Action::discard);
    EXPECT_EQ(discard.which, Options::Which::all);
    EXPECT_EQ(discard.redis.config_path, "/c");
}

TEST(CtlCommandLine, TakesWhatShallBeDoneWithAProvider) {
    using Options = ProviderOptions;
    EXPECT_EQ(options_of<Options>({"provider", "list"}).action, Options::Action::list);
    const auto pause = options_of<Options>({"provider", "pause", "x", "--json", "--redis", "unix:///s"});
    EXPECT_EQ(pause.action, Options::Action::pause);
    EXPECT_EQ(pause.provider, "x");
    EXPECT_EQ(pause.output, Output::json);
    EXPECT_EQ(pause.redis.url, "unix:///s");
    EXPECT_EQ(options_of<Options>({"provider", "resume", "x"}).action, Options::Action::resume);
    const auto drain = options_of<Options>({"provider", "drain", "x", "--timeout", "5"});
    EXPECT_EQ(drain.action, Options::Action::drain);
    EXPECT_EQ(drain.timeout_s, 5);
}

TEST(CtlCommandLine, AuditsWhatTheConfigurationNamesUnlessToldOtherwise) {
    const auto plain = options_of<AuditOptions>({"audit"});
    EXPECT_EQ(plain.redis.url, "");
    EXPECT_EQ(plain.output, Output::text);
    const auto other = options_of<AuditOptions>({"audit", "--redis", "env:URL", "--config", "/c", "--json"});
    EXPECT_EQ(other.redis.url, "env:URL");
    EXPECT_EQ(other.redis.config_path, "/c");
    EXPECT_EQ(other.output, Output::json);
}

TEST(CtlCommandLine, AddsUpSpendByWhatItIsTold) {
    const auto plain = options_of<SpendOptions>({"spend"});
    EXPECT_EQ(plain.month, "");
    EXPECT_EQ(plain.by, SpendOptions::By::everything);
    const auto other = options_of<SpendOptions>(
        {"spend", "--month", "2026-11", "--by", "country", "--redis", "unix:///s", "--json"});
    EXPECT_EQ(other.month, "2026-11");
    EXPECT_EQ(other.by, SpendOptions::By::country);
    EXPECT_EQ(other.redis.url, "unix:///s");
    EXPECT_EQ(other.output, Output::json);
}

TEST(CtlCommandLine, TakesANumberForAListAndUntilWhen) {
    const auto add =
        options_of<SuppressOptions>({"suppress", "add", "+31612345678", "--all-accounts", "--until",
                                     "2026-01-02T03:04:05Z", "--note", "by letter", "--json"});
    EXPECT_EQ(add.action, SuppressOptions::Action::add);
    EXPECT_EQ(add.whose, SuppressOptions::Whose::all);
    EXPECT_EQ(add.number, "+31612345678");
    ASSERT_TRUE(add.until);
    EXPECT_EQ(add.until->time_since_epoch(), std::chrono::seconds{1767323045});
    EXPECT_EQ(add.note, "by letter");
    EXPECT_EQ(add.output, Output::json);
    const auto list = options_of<SuppressOptions>({"suppress", "list", "--account", "shop", "--redis", "r"});
    EXPECT_EQ(list.action, SuppressOptions::Action::list);
    EXPECT_EQ(list.whose, SuppressOptions::Whose::account);
    EXPECT_EQ(list.account, "shop");
    EXPECT_EQ(list.redis.url, "r");
}

TEST(CtlCommandLine, PrintsHelpOfTheWholeAndOfACommand) {
    EXPECT_EQ(parse_line({"--help"}).action, CtlLine::Action::print);
    EXPECT_THAT(parse_line({"--help"}).text, HasSubstr("sandbox"));
    EXPECT_EQ(parse_line({"sandbox", "--help"}).action, CtlLine::Action::print);
    EXPECT_THAT(parse_line({"sandbox", "--help"}).text, HasSubstr("--report-delay-ms"));
    EXPECT_EQ(parse_line({"--version"}).text, "smsgwctl " SMSGW_VERSION "\n");
}

TEST(CtlCommandLine, RefusesWhatItDoesNotKnow) {
    const std::vector<std::vector<const char*>> rows = {
        {},
        {"frobnicate"},
        {"provider"},
        {"provider", "pause"},
        {"provider", "drain", "x", "--timeout", "0"},
        {"sandbox", "--tps", "-1"},
        {"keys"},
        {"keys", "new"},
        {"keys", "new", "--account", "Not An Id"},
        {"keys", "new", "--account", "shop", "--scopes", "fly"},
        {"send", "--to", "+31612345678"},
        {"send", "--to", "+31612345678", "--message", "\xff"},
        {"send"},
        {"send", "--csv", "r", "--to", "+31612345678"},
        {"send", "--csv", "r", "--lane", "otp"},
        {"send", "--csv", "r", "--rate", "0"},
        {"send", "--csv", "r", "--dry-run", "--after-a-day"},
        {"send", "--to", "+31612345678", "--message", "Hi", "--rate", "5"},
        {"watch", "--every", "0"},
        {"abuse"},
        {"abuse", "unblock", "--account", "shop"},
        {"completion"},
        {"check", "--prometheus", "nowhere"},
        {"status"},
        {"audit", "everything"},
        {"spend", "--month", "2026-13"},
        {"spend", "--month", "november"},
        {"spend", "--by", "lane"},
        {"suppress"},
        {"suppress", "list"},
        {"suppress", "list", "--account", "shop", "--all-accounts"},
        {"suppress", "add", "--account", "shop"},
        {"suppress", "add", "0612345678", "--account", "shop"},
        {"suppress", "add", "+31612345678", "--account", "shop", "--until", "soon"},
        {"suppress", "add", "+31612345678", "--account", "shop", "--note", "a\nb"},
        {"suppress", "remove", "+31612345678"},
        {"dlq"},
        {"dlq", "list", "00:1-1"},
        {"dlq", "show"},
        {"dlq", "show", "00:1-1", "--all"},
        {"dlq", "replay"},
        {"dlq", "replay", "00:1-1", "--all"},
        {"dlq", "discard", "00:1-1", "--text"},
        {"sandbox", "--early", "1.1"},
        {"sandbox", "--early", "nan"},
        {"sandbox", "--latency-ms", "-1"},
        {"sandbox", "--listen", "nowhere"},
        {"sandbox", "--report-hosts", "mars"},
        {"sandbox", "--http-500", "0.6", "--hang", "0.6"},
    };
    for (const auto& arguments : rows) {
        const auto line = parse_line(arguments);
        EXPECT_EQ(line.action, CtlLine::Action::misuse) << (arguments.empty() ? "nothing" : arguments.back());
        EXPECT_THAT(line.text, HasSubstr("smsgwctl --help"));
    }
}

}   // namespace
}   // namespace smsgw::app
