// The Idempotency-Key header as clients write it.
#include <gtest/gtest.h>

#include "intake/intake.hpp"

namespace smsgw::intake {
namespace {

struct Row {
    std::string name;
    std::string header;
    std::string key;
};

class IdempotencyKey : public testing::TestWithParam<Row> {};

TEST_P(IdempotencyKey, IsRead) {
    const auto key = read_idempotency_key(GetParam().header);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(*key, GetParam().key);
}

const Row rows[] = {
    {"Absent", "", ""},
    {"Bare", "order-4711", "order-4711"},
    {"Quoted", "\"order-4711\"", "order-4711"},
    {"OneCharacter", "x", "x"},
    {"Longest", std::string(255, 'k'), std::string(255, 'k')},
    {"LongestQuoted", '"' + std::string(255, 'k') + '"', std::string(255, 'k')},
    {"EveryVisibleKind", "aZ09!#$%&'*+-.^_`|~(){}[]<>@,;:\\/?=", "aZ09!#$%&'*+-.^_`|~(){}[]<>@,;:\\/?="},
    {"QuoteInside", "a\"b", "a\"b"},
    {"OnlyAnOpeningQuote", "\"ab", "\"ab"},
};
INSTANTIATE_TEST_SUITE_P(Headers, IdempotencyKey, testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

class BadIdempotencyKey : public testing::TestWithParam<Row> {};

TEST_P(BadIdempotencyKey, IsInvalid) {
    const auto key = read_idempotency_key(GetParam().header);
    ASSERT_TRUE(key.has_error());
    EXPECT_EQ(key.error(), Errc::idempotency_key_invalid);
}

const Row bad_rows[] = {
    {"TooLong", std::string(256, 'k'), ""},
    {"EmptyQuotes", "\"\"", ""},
    {"Space", "order 4711", ""},
    {"OnlySpace", " ", ""},
    {"Tab", "a\tb", ""},
    {"LineBreak", "a\nb", ""},
    {"Nul", std::string("a\0b", 3), ""},
    {"Delete", "a\x7f", ""},
    {"Utf8", "caf\xC3\xA9", ""},
};
INSTANTIATE_TEST_SUITE_P(Headers, BadIdempotencyKey, testing::ValuesIn(bad_rows),
                         [](const auto& row) { return row.param.name; });

}   // namespace
}   // namespace smsgw::intake
