// Every error has a word, and no two share one.
#include "smsgw/errc.hpp"

#include <gtest/gtest.h>

#include <boost/system/error_code.hpp>
#include <set>
#include <string>

#include "smsgw/result.hpp"

namespace smsgw {
namespace {

constexpr int last_value = static_cast<int>(Errc::config_invalid);

TEST(Errc, HasAWordForEachOfItsValues) {
    std::set<std::string_view> words;
    for (int value = 1; value <= last_value; ++value) {
        const auto word = error_name(static_cast<Errc>(value));
        EXPECT_NE(word, "unnamed_error") << value;
        EXPECT_TRUE(words.insert(word).second) << word << " is the word of two errors";
    }
}

TEST(Errc, HasNoWordsForWhatIsNotAnError) {
    // When the second fails, an enumerator was added at the end: this walk must then go further.
    EXPECT_EQ(error_name(static_cast<Errc>(0)), "unnamed_error");
    EXPECT_EQ(error_name(static_cast<Errc>(last_value + 1)), "unnamed_error");
}

TEST(Errc, HasWordsThatFitALogFieldAndAProblemCode) {
    for (int value = 1; value <= last_value; ++value)
        for (const char c : error_name(static_cast<Errc>(value)))
            EXPECT_TRUE((c >= 'a' && c <= 'z') || c == '_');
}

TEST(Errc, TravelsInAnErrorCodeOfOurCategory) {
    const boost::system::error_code ec = Errc::number_invalid;
    EXPECT_EQ(ec.category(), smsgw_category());
    EXPECT_EQ(ec, Errc::number_invalid);
    EXPECT_EQ(ec.message(), "number_invalid");
    EXPECT_EQ(error_name(ec), "number_invalid");
    EXPECT_EQ(errc_of(ec), Errc::number_invalid);
}

TEST(Errc, NamesForeignErrorsByCategoryAndValue) {
    const boost::system::error_code ec(111, boost::system::system_category());
    EXPECT_EQ(error_name(ec), "system:111");
}

TEST(Errc, IsAFaultOfOursForAForeignError) {
    const boost::system::error_code ec(static_cast<int>(Errc::number_invalid),
                                       boost::system::system_category());
    EXPECT_EQ(errc_of(ec), Errc::internal_error);
}

TEST(Errc, IsTheErrorOfAResult) {
    const Result<int> result = Errc::not_found;
    ASSERT_TRUE(result.has_error());
    EXPECT_EQ(result.error(), Errc::not_found);
}

}   // namespace
}   // namespace smsgw
