// From a file to the bodies of POST /send, and their Idempotency-Keys.
#include "app/csv_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "api/openapi_text.hpp"
#include "app/csv_queue.hpp"

namespace smsgw::app {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

CsvSheet sheet_of(std::string_view content, CsvMode mode = CsvMode::real) {
    auto sheet = read_csv_sheet(content, mode);
    if (const auto* problem = std::get_if<std::string>(&sheet)) throw std::runtime_error(*problem);
    return std::get<CsvSheet>(std::move(sheet));
}

std::string problem_of(std::string_view content) {
    const auto sheet = read_csv_sheet(content, CsvMode::real);
    const auto* problem = std::get_if<std::string>(&sheet);
    return problem != nullptr ? *problem : "";
}

std::string rows_of(std::size_t count) {
    std::string text = "to,message\n";
    for (std::size_t i = 0; i < count; ++i) text += "+31612345678,Hello\n";
    return text;
}

TEST(CsvSheet, ARowIsTheBodyOfPostSend) {
    const auto sheet = sheet_of("message,to,validity_s,sender\n\"Hi, \xE2\x82\xAC\",+31612345678,600,\n");
    ASSERT_EQ(sheet.rows.size(), 1U);
    EXPECT_EQ(sheet.rows[0].row, 2U);
    EXPECT_EQ(json::parse(sheet.rows[0].body),
              (json{{"to", "+31612345678"}, {"message", "Hi, \xE2\x82\xAC"}, {"validity_s", 600}}));
}

TEST(CsvSheet, ADryRunSaysSoInEveryBodyAndHasKeysOfItsOwn) {
    const auto dry = sheet_of(rows_of(1), CsvMode::dry_run);
    EXPECT_EQ(json::parse(dry.rows[0].body)["dry_run"], true);
    EXPECT_NE(dry.rows[0].key(), sheet_of(rows_of(1)).rows[0].key());
}

TEST(CsvSheet, RequiredCellsThatAreEmptyAreTheGatewaysToRefuse) {
    EXPECT_EQ(json::parse(sheet_of("to,message,lane\n+31612345678,,\n").rows[0].body),
              (json{{"to", "+31612345678"}, {"message", ""}}));
}

TEST(CsvSheet, BadRowsHaveACodeAndDoNotStopTheOthers) {
    const auto sheet = sheet_of("to,message,validity_s\n1,a\n2,\xFF,\n3,b\"c,\n4,d,soon\n5,e,60\n");
    std::vector<std::string> codes;
    for (const auto& row : sheet.rows) codes.push_back(row.problem.code);
    EXPECT_THAT(codes, ElementsAre("row_columns", "row_encoding", "row_quoting", "field_type", ""));
    for (const auto& row : sheet.rows) EXPECT_EQ(row.problem.detail.empty(), row.problem.code.empty());
    EXPECT_EQ(sheet.rows[4].place, 0U) << "only what is sent has a place in the batch";
}

TEST(CsvSheet, TheHeaderSaysWhatSeparatesTheColumns) {
    for (const auto* text : {"to;message\n+316;a,b\n", "to\tmessage\n+316\ta,b\n"})
        EXPECT_EQ(json::parse(sheet_of(text).rows[0].body)["message"], "a,b");
}

TEST(CsvSheet, SaysWhatIsWrongWithTheFile) {
    const struct {
        const char* content;
        const char* says;
    } rows[] = {
        {"", "no header"},
        {"to\n1\n", "no column 'message'"},
        {"to,mesage\n1,2\n", "did you mean message?"},
        {"to,message,to\n1,2,3\n", "'to' twice"},
        {"to,message,colour\n1,2,3\n", "known are to, message, sender"},
        {"to,message\n\n\n", "no rows"},
        {"\xFF\xFEt\0o\0", "UTF-16"},
        {"to,\xFF\n", "cannot be read"},
    };
    for (const auto& row : rows) EXPECT_THAT(problem_of(row.content), HasSubstr(row.says));
    EXPECT_EQ(problem_of(rows_of(1)), "");
}

TEST(CsvSheet, KeysAreThoseOfTheContentAndDifferFromRowToRow) {
    const auto text = rows_of(250);
    const auto sheet = sheet_of(text), same = sheet_of(text), other = sheet_of(rows_of(251));
    std::set<std::string> keys;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        keys.insert(sheet.rows[i].key());
        EXPECT_EQ(sheet.rows[i].key(), same.rows[i].key());
        EXPECT_NE(sheet.rows[i].key(), other.rows[i].key());
        EXPECT_THAT(sheet.rows[i].key(), StartsWith(sheet.name + "-"));
    }
    EXPECT_EQ(keys.size(), 250U);
}

// A column that POST /send does not have would make every row bad; one that is missing could not be used.
TEST(CsvSheet, ItsColumnsAreTheFieldsOfPostSend) {
    const auto document = json::parse(openapi_text);
    const auto problem = problem_of("to,message,nonsense\n1,2,3\n");
    for (const auto& [name, schema] :
         document["components"]["schemas"]["SendRequest"]["properties"].items()) {
        const bool left_out = name == "captcha_token" || name == "challenge_passed" || name == "dry_run";
        const auto text =
            (name == "to" || name == "message") ? "to,message\n1,2\n" : "to,message," + name + "\n1,2,\n";
        EXPECT_EQ(problem_of(text).empty(), !left_out) << name;
    }
    EXPECT_THAT(problem, HasSubstr("nonsense"));
}

// ---- what is to be sent, and together with what ---------------------------------------------------------------------

std::vector<CsvJob> jobs_of(const CsvSheet& sheet, const std::vector<bool>& settled, CsvTravel travel) {
    CsvQueue queue(sheet, settled, travel);
    std::vector<CsvJob> jobs;
    while (auto job = queue.take(MonoTime{})) jobs.push_back(std::move(*job));
    EXPECT_TRUE(queue.empty());
    return jobs;
}

TEST(CsvQueue, ABatchIsAWholeChunkInItsOrder) {
    const auto sheet = sheet_of(rows_of(250));
    const auto jobs = jobs_of(sheet, std::vector<bool>(250), CsvTravel::batches);
    ASSERT_EQ(jobs.size(), 3U);
    std::size_t next = 0;
    for (const auto& job : jobs)
        for (std::size_t place = 0; place < job.size(); ++place) {
            EXPECT_EQ(job[place], next++);
            EXPECT_EQ(sheet.rows[job[place]].place, place);
            EXPECT_EQ(sheet.rows[job[place]].batch_key, sheet.rows[job[0]].batch_key);
        }
    EXPECT_EQ(next, 250U);
}

TEST(CsvQueue, AChunkOfWhichAnythingIsSettledGoesRowByRow) {
    const auto sheet = sheet_of(rows_of(150));
    auto settled = std::vector<bool>(150);
    settled[3] = true;
    const auto jobs = jobs_of(sheet, settled, CsvTravel::batches);
    ASSERT_EQ(jobs.size(), 97U + 1U) << "the first chunk, of 98 rows, and the second";
    EXPECT_THAT(jobs[3], ElementsAre(4U));
    EXPECT_EQ(jobs.back().size(), 52U);
}

TEST(CsvQueue, LargeChunksAndSlowRatesGoRowByRow) {
    EXPECT_EQ(jobs_of(sheet_of(rows_of(50)), std::vector<bool>(50), CsvTravel::singly).size(), 50U);
    std::string large = "to,message\n";
    for (int i = 0; i < 50; ++i) large += "+31612345678," + std::string(10'000, 'x') + "\n";
    EXPECT_EQ(jobs_of(sheet_of(large), std::vector<bool>(50), CsvTravel::batches).size(), 50U);
}

TEST(CsvQueue, WhatIsPutBackGoesFirstWhenItsTimeHasCome) {
    const auto sheet = sheet_of(rows_of(2));
    CsvQueue queue(sheet, std::vector<bool>(2), CsvTravel::singly);
    const MonoTime now{};
    auto first = queue.take(now);
    queue.put_back(*first, now + Millis{10});
    EXPECT_THAT(*queue.take(now), ElementsAre(1U));
    EXPECT_FALSE(queue.take(now));
    EXPECT_FALSE(queue.empty());
    EXPECT_THAT(*queue.take(now + Millis{10}), ElementsAre(0U));
    EXPECT_TRUE(queue.empty());
}

}   // namespace
}   // namespace smsgw::app
