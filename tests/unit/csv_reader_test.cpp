// RFC 4180 as people's programs write it, and what a broken record costs: its own line.
#include "app/csv_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace smsgw::app {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

std::vector<CsvRecord> read(std::string_view text, char separator = ',') {
    CsvReader reader(text, separator);
    std::vector<CsvRecord> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

std::vector<std::string> fields_of(std::string_view text) {
    const auto records = read(text);
    if (records.size() != 1) throw std::runtime_error(std::to_string(records.size()) + " records");
    return records[0].fields;
}

TEST(CsvReader, ReadsPlainAndQuotedFields) {
    EXPECT_THAT(fields_of("a,b c,"), ElementsAre("a", "b c", ""));
    EXPECT_THAT(fields_of("\"a,b\",\"say \"\"hi\"\"\",\"\""), ElementsAre("a,b", "say \"hi\"", ""));
    EXPECT_THAT(fields_of("\"two\r\nlines\",x"), ElementsAre("two\r\nlines", "x"));
}

TEST(CsvReader, TakesEveryKindOfLineEnd) {
    for (const auto* text : {"a\nb\n", "a\r\nb\r\n", "a\nb", "a\r\nb\r"}) {
        const auto records = read(text);
        ASSERT_EQ(records.size(), 2U) << text;
        EXPECT_THAT(records[0].fields, ElementsAre("a"));
        EXPECT_THAT(records[1].fields, ElementsAre("b"));
    }
    EXPECT_THAT(read(""), IsEmpty());
}

TEST(CsvReader, LeavesOutTheByteOrderMark) {
    EXPECT_THAT(fields_of("\xEF\xBB\xBFto"), ElementsAre("to"));
    EXPECT_THAT(read("\xEF\xBB\xBF"), IsEmpty());
}

TEST(CsvReader, CountsBlankRecordsAndNamesThem) {
    const auto records = read("a,b\n\n,\nc,d\n");
    ASSERT_EQ(records.size(), 4U);
    EXPECT_TRUE(records[1].blank());
    EXPECT_TRUE(records[2].blank());
    EXPECT_EQ(records[3].row, 4U);
    EXPECT_FALSE(records[3].blank());
}

TEST(CsvReader, ABrokenRecordCostsItsOwnLineOnly) {
    const struct {
        const char* label;
        std::string broken;
        CsvFault fault;
    } rows[] = {
        {"a quote in a plain field", "he said \"hi\"", CsvFault::quoting},
        {"something behind a closing quote", "\"a\"b,c", CsvFault::quoting},
        {"a quote that is closed on a later line", "\"a,b", CsvFault::quoting},
        {"not UTF-8", "a\xFF", CsvFault::encoding},
        {"UTF-8 that is too long", "\xC0\xAF", CsvFault::encoding},
        {"a NUL", std::string("a\0b", 3), CsvFault::encoding},
        {"a long field", std::string(CsvReader::record_bytes_max + 1, 'x'), CsvFault::too_long},
        {"many fields", std::string(CsvReader::record_bytes_max + 1, ','), CsvFault::too_long},
    };
    for (const auto& row : rows) {
        const auto text = "x\n" + row.broken + "\n\"q\",y\n";
        const auto records = read(text);
        ASSERT_EQ(records.size(), 3U) << row.label;
        EXPECT_EQ(records[1].fault, row.fault) << row.label;
        EXPECT_THAT(records[1].fields, IsEmpty()) << row.label;
        EXPECT_THAT(records[2].fields, ElementsAre("q", "y")) << row.label;
        EXPECT_EQ(records[2].row, 3U) << row.label;
    }
}

TEST(CsvReader, AQuoteThatIsNeverClosedCostsItsOwnLineOnly) {
    const auto short_end = read("\"a\nb\nc");
    ASSERT_EQ(short_end.size(), 3U);
    EXPECT_EQ(short_end[0].fault, CsvFault::quoting);
    EXPECT_THAT(short_end[2].fields, ElementsAre("c"));
    const auto text = "\"a\n" + std::string(CsvReader::record_bytes_max * 2, 'x') + "\nc";
    const auto long_end = read(text);
    ASSERT_EQ(long_end.size(), 3U);
    EXPECT_EQ(long_end[0].fault, CsvFault::too_long);
    EXPECT_THAT(long_end[2].fields, ElementsAre("c"));
}

TEST(CsvReader, ReadsWhatItHasWritten) {
    const std::vector<std::string> fields = {"a", "b,c", "\"q\"", "two\nlines", "", "x;y", "\xE2\x82\xAC"};
    EXPECT_EQ(fields_of(csv_line(fields)), fields);
    EXPECT_EQ(csv_line({"1", "x"}), "1,x\r\n");
}

}   // namespace
}   // namespace smsgw::app
