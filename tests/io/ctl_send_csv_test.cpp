// smsgwctl send --csv against a scripted gateway: what is asked again and under which key, what ends it, what is left behind.
#include "app/ctl_send_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/csv_progress.hpp"
#include "base/system_clock.hpp"
#include "domain/msgid.hpp"
#include "support/ctl_fixture.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using test::run_task;
using test::Script;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// A folder of its own, gone at the end.
class OwnFolder {
public:
    OwnFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "smsgw_csv_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~OwnFolder() { std::filesystem::remove_all(path_); }
    OwnFolder(const OwnFolder&) = delete;
    OwnFolder& operator=(const OwnFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class CtlSendCsv : public test::CtlTest {
protected:
    SendCsvOptions a_file(int rows) {
        std::string text = "to,message\n";
        for (int i = 0; i < rows; ++i) text += "+3161234567" + std::to_string(i) + ",Hello\n";
        return with(text);
    }
    SendCsvOptions with(const std::string& text) {
        sources.files["rows.csv"] = text;
        SendCsvOptions options;
        options.api.url = server.url("");
        options.file = "rows.csv";
        options.results = results_path;
        return options;
    }
    int send(SendCsvOptions options) {
        out.str("");
        err.str("");
        auto inner = context();
        return run_task(io,
                        send_csv(std::move(options), {inner.input, out, err, client, real_clock}, never()));
    }
    Task<> never() { return real_clock.sleep_until(MonoTime::max()); }

    // A signal, as soon as the gateway has been asked something.
    Task<> when_asked() {
        while (server.seen().empty()) co_await real_clock.sleep_until(real_clock.mono_now() + Millis{1});
    }

    json accepted() { return {{"http_status", 202}, {"msgid", new_msgid(0, clock.wall_now(), 7).str()}}; }
    static json refused(int status, const std::string& code) {
        return {{"http_status", status}, {"code", code}, {"title", "No"}};
    }
    static Script batch(const std::vector<json>& results) {
        return Script::answer(202, json{{"results", results}}.dump());
    }
    static Script single(const json& result, std::vector<http::Header> headers = {}) {
        return Script::answer(result["http_status"], result.dump(), std::move(headers));
    }
    std::string results() const {
        std::ifstream file(results_path);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::vector<std::string> asked() const {
        std::vector<std::string> all;
        for (const auto& seen : server.seen()) {
            const std::string key(seen.header("Idempotency-Key"));
            all.push_back(seen.target + " " + key.substr(key.rfind('-') + 1));
        }
        return all;
    }

    OwnFolder folder;
    const std::string results_path = (folder.path() / "results.csv").string();
    SystemClock real_clock;
};

TEST_F(CtlSendCsv, WritesOneResultForEachRow) {
    server.script() = {batch({accepted(), refused(422, "number_invalid"), accepted()})};
    EXPECT_EQ(send(a_file(3)), exit_failed);
    EXPECT_THAT(results(), testing::MatchesRegex("row,status,msgid,code,detail,idempotency_key\r\n"
                                                 "2,accepted,m_[^,]*,,,csv-[0-9a-f]{32}-0#0\r\n"
                                                 "3,bad,,number_invalid,No,csv-[0-9a-f]{32}-0#1\r\n"
                                                 "4,accepted,m_[^,]*,,,csv-[0-9a-f]{32}-0#2\r\n"));
    EXPECT_THAT(out.str(), HasSubstr("3 rows: 2 accepted, 1 bad, 0 open"));
    EXPECT_THAT(err.str(), HasSubstr("100% 3/3 rows"));
}

TEST_F(CtlSendCsv, SkipsWhatFormerRunsHaveSettled) {
    server.script() = {batch({accepted(), refused(422, "number_invalid")})};
    send(a_file(2));
    EXPECT_EQ(send(a_file(2)), exit_failed) << "a row is bad";
    EXPECT_EQ(server.seen().size(), 1U);
    EXPECT_THAT(out.str(), HasSubstr("2 rows: 1 accepted, 1 bad, 0 open"));
}

TEST_F(CtlSendCsv, RepeatsAChunkThatWasLostUnchanged) {
    server.script() = {Script::close(), batch({accepted(), accepted()})};
    EXPECT_EQ(send(a_file(2)), exit_done) << err.str();
    EXPECT_THAT(asked(), ElementsAre("/send/batch 0", "/send/batch 0"));
    EXPECT_EQ(server.seen()[0].body, server.seen()[1].body);
}

TEST_F(CtlSendCsv, GoesOnRowByRowWhereAKillHasCutAChunk) {
    // given the results of a run that was killed while it wrote its second row
    server.script() = {batch({accepted(), accepted(), accepted()}), single(accepted()), single(accepted())};
    send(a_file(3));
    const auto whole = results();
    std::filesystem::resize_file(results_path, whole.find("\r\n3,") + 9);
    // when it is run again
    EXPECT_EQ(send(a_file(3)), exit_done) << err.str();
    // then the others are asked under the keys that they had in the batch
    EXPECT_THAT(asked(), testing::UnorderedElementsAre("/send/batch 0", "/send 0#1", "/send 0#2"));
    EXPECT_EQ(results().size(), whole.size());
}

TEST_F(CtlSendCsv, AsksAgainForRowsThatABatchCouldNotTake) {
    server.script() = {batch({accepted(), refused(429, "rate_limited"), refused(503, "storage_unavailable")}),
                       single(accepted()), single(accepted())};
    auto options = a_file(3);
    EXPECT_EQ(send(options), exit_done) << err.str();
    EXPECT_THAT(asked(), testing::UnorderedElementsAre("/send/batch 0", "/send 0#1", "/send 0#2"));
}

TEST_F(CtlSendCsv, LeavesARowOpenThatWouldHaveToWaitLong) {
    server.script() = {batch({accepted(), refused(429, "spend_cap_reached")}),
                       single(refused(429, "spend_cap_reached"), {{"Retry-After", "3600"}})};
    EXPECT_EQ(send(a_file(2)), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("2 rows: 1 accepted, 0 bad, 1 open"));
    EXPECT_THAT(err.str(), HasSubstr("1 rows not now: spend_cap_reached; from 20"));
    // and it is asked for again by the next run
    server.script() = {single(accepted())};
    EXPECT_EQ(send(a_file(2)), exit_done) << err.str();
}

TEST_F(CtlSendCsv, AWrongKeyEndsItAtOnce) {
    server.script() = {Script::answer(401, R"({"code":"unauthorized","title":"No valid API key"})")};
    EXPECT_EQ(send(a_file(2)), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("smsgwctl: 401 unauthorized: No valid API key"));
    EXPECT_EQ(results(), "row,status,msgid,code,detail,idempotency_key\r\n");
}

TEST_F(CtlSendCsv, AServerThatIsNoGatewayEndsItAtOnce) {
    server.otherwise() = Script::answer(200, "<html>");
    EXPECT_EQ(send(a_file(2)), exit_failed);
    EXPECT_EQ(server.seen().size(), 1U);
    EXPECT_EQ(results(), "row,status,msgid,code,detail,idempotency_key\r\n");
}

TEST_F(CtlSendCsv, GivesUpAGatewayThatGivesNoAnswerThatCanBeUsed) {
    server.otherwise() = Script::answer(503, R"({"code":"not_ready","title":"Not ready"})");
    auto options = a_file(2);
    options.outage_max = Millis{1};
    EXPECT_EQ(send(options), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("503 not_ready"));
    EXPECT_THAT(err.str(), HasSubstr("the same command goes on with the open rows"));
}

TEST_F(CtlSendCsv, RefusesTheResultsOfAnotherFile) {
    server.script() = {batch({accepted(), accepted()})};
    send(a_file(2));
    EXPECT_EQ(send(a_file(3)), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("belongs to another file"));
    EXPECT_EQ(server.seen().size(), 1U);
}

TEST_F(CtlSendCsv, RefusesAFileThatIsNoResultFile) {
    std::ofstream(results_path) << "to,message\n";
    EXPECT_EQ(send(a_file(2)), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("is no result file"));
    EXPECT_EQ(results(), "to,message\n");
}

TEST_F(CtlSendCsv, AfterADayItIsThePersonWhoDecides) {
    server.script() = {batch({accepted(), refused(429, "recipient_limited")}),
                       single(refused(429, "recipient_limited"), {{"Retry-After", "86400"}})};
    send(a_file(2));
    std::filesystem::last_write_time(results_path,
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours{24});
    EXPECT_EQ(send(a_file(2)), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("--after-a-day"));
    auto options = a_file(2);
    options.after_a_day = SendCsvOptions::AfterADay::go_on;
    server.script() = {single(accepted())};
    EXPECT_EQ(send(options), exit_done) << err.str();
}

TEST_F(CtlSendCsv, ASignalLetsWhatIsOnItsWayEnd) {
    server.script() = {single(accepted())};
    auto options = a_file(3);
    options.rate = 1;   // the next one would go in a second
    const auto inner = context();
    auto task = send_csv(std::move(options), {inner.input, out, err, client, real_clock}, when_asked());
    EXPECT_EQ(run_task(io, std::move(task)), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("stopped by a signal"));
    EXPECT_THAT(out.str(), HasSubstr("3 rows: 1 accepted, 0 bad, 2 open"));
}

TEST_F(CtlSendCsv, SaysWhichFileCannotBeRead) {
    auto options = a_file(1);
    options.file = "other.csv";
    EXPECT_EQ(send(options), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("cannot read other.csv"));
    EXPECT_EQ(send(with("to\n1\n")), exit_misuse);
    EXPECT_THAT(err.str(), HasSubstr("rows.csv: the header has no column 'message'"));
}

TEST(CsvProgress, ShowsABarOnATerminalAndNoneElsewhere) {
    const CsvCounts counts{.rows = 1000, .accepted = 480, .bad = 20};
    EXPECT_EQ(progress_text(counts, 100, Screen::terminal),
              "[##########          ] 50% 500/1000 rows, 100/s, 480 accepted, 20 bad, 0:06 left");
    EXPECT_EQ(progress_text(counts, 0.1, Screen::lines),
              "50% 500/1000 rows, 0/s, 480 accepted, 20 bad, 1:23:21 left");
    EXPECT_THAT(progress_text(counts, 0, Screen::lines), HasSubstr("unknown time left"));
}

}   // namespace
}   // namespace smsgw::app
