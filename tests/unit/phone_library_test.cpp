// The quick look-up and libphonenumber's own parser must never disagree.
#include "domain/phone_library.hpp"

#include <gtest/gtest.h>
#include <phonenumbers/phonenumberutil.h>

#include <random>
#include <set>
#include <string>
#include <vector>

namespace smsgw {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& library() {
    return *PhoneNumberUtil::GetInstance();
}

std::string e164_of(const PhoneNumber& number) {
    std::string out;
    library().Format(number, PhoneNumberUtil::E164, &out);
    return out;
}

// One valid number of each type of each region and of each world-wide code.
std::vector<std::string> example_numbers() {
    std::vector<std::string> out;
    PhoneNumber number;
    std::set<std::string> regions;
    library().GetSupportedRegions(&regions);
    for (const auto& region : regions)
        for (int type = 0; type < PhoneNumberUtil::UNKNOWN; ++type)
            if (library().GetExampleNumberForType(region, static_cast<PhoneNumberUtil::PhoneNumberType>(type),
                                                  &number))
                out.push_back(e164_of(number));
    std::set<int> world_wide;
    library().GetSupportedGlobalNetworkCallingCodes(&world_wide);
    for (const int code : world_wide)
        if (library().GetExampleNumberForNonGeoEntity(code, &number)) out.push_back(e164_of(number));
    return out;
}

std::string shown(const std::optional<Recipient>& found) {
    if (!found) return "not valid";
    return found->number.str() + " " + found->country + " " + std::string(to_text(found->line_type));
}

void expect_both_paths_agree(const std::string& text) {
    const auto number = E164Number::parse(text);
    if (!number) return;   // some plans exceed E.164: never asked
    ASSERT_EQ(shown(phone_library::by_country_code(*number)), shown(phone_library::by_parsing(text, {})))
        << text;
}

TEST(PhoneLibrary, AnswersTheSameByBothPathsForEveryRegionAndType) {
    const auto examples = example_numbers();
    ASSERT_GT(examples.size(), 1000u);
    for (const auto& text : examples) expect_both_paths_agree(text);
}

// Neighbours of real numbers: a changed, dropped or added digit.
TEST(PhoneLibrary, AnswersTheSameByBothPathsForNeighboursOfRealNumbers) {
    std::mt19937 engine(20260102);
    const auto below = [&engine](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine);
    };
    for (const auto& example : example_numbers()) {
        std::string changed = example;
        changed[1 + below(changed.size() - 1)] = static_cast<char>('0' + below(10));
        expect_both_paths_agree(changed);
        expect_both_paths_agree(example.substr(0, example.size() - 1));
        expect_both_paths_agree(example + static_cast<char>('0' + below(10)));
    }
}

// The parser drops what looks like a national prefix after the country code. Where a valid number begins so, the quick
// path would keep it: those countries must be on the list in phone_library.cpp, and this finds one that is missing.
TEST(PhoneLibrary, AnswersTheSameByBothPathsWhereANumberBeginsLikeANationalPrefix) {
    const std::string prefixes[] = {"0",   "1",   "8",  "9",  "00", "01", "02",
                                    "044", "045", "06", "15", "80", "810"};
    for (const auto& example : example_numbers()) {
        PhoneNumber number;
        ASSERT_EQ(library().Parse(example, "ZZ", &number), PhoneNumberUtil::NO_PARSING_ERROR) << example;
        const std::size_t national_at = 1 + std::to_string(number.country_code()).size();
        for (const auto& prefix : prefixes) {
            expect_both_paths_agree(std::string(example).insert(national_at, prefix));
            if (example.size() < national_at + prefix.size()) continue;   // a short national number
            expect_both_paths_agree(std::string(example).replace(national_at, prefix.size(), prefix));
        }
    }
}

TEST(PhoneLibrary, AnswersTheSameByBothPathsForRandomNumbersOfEveryCountryCode) {
    std::mt19937 engine(20260103);
    std::uniform_int_distribution<int> digit('0', '9');
    std::uniform_int_distribution<int> length(5, 12);
    std::set<int> codes;
    library().GetSupportedCallingCodes(&codes);
    for (const int code : codes)
        for (int i = 0; i < 20; ++i) {
            std::string text = "+" + std::to_string(code);
            for (int n = length(engine); n > 0; --n) text += static_cast<char>(digit(engine));
            expect_both_paths_agree(text);
        }
}

TEST(PhoneLibrary, AgreesWithTheLibraryOnWhatIsValid) {
    for (const auto& text : example_numbers()) {
        PhoneNumber parsed;
        const auto number = E164Number::parse(text);
        if (!number || library().Parse(text, "ZZ", &parsed) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
        EXPECT_EQ(phone_library::by_country_code(*number).has_value(), library().IsValidNumber(parsed))
            << text;
    }
}

struct Zeros {
    std::string name;
    std::string text;
};

class LeadingZeros : public testing::TestWithParam<Zeros> {};

TEST_P(LeadingZeros, AreKept) {
    expect_both_paths_agree(GetParam().text);
}

const Zeros zeros[] = {
    {"Rome", "+390612345678"},       {"RomeWithoutItsZero", "+39612345678"}, {"Milan", "+390212345678"},
    {"TwoZeros", "+3900612345678"},  {"ThreeZeros", "+390001234567"},        {"OnlyZeros", "+39000000000"},
    {"SanMarino", "+3780549886377"}, {"IvoryCoast", "+2250123456789"},       {"Gabon", "+24106031234"},
    {"Congo", "+242061234567"},
};

INSTANTIATE_TEST_SUITE_P(Plans, LeadingZeros, testing::ValuesIn(zeros),
                         [](const auto& row) { return row.param.name; });

TEST(PhoneLibrary, FindsRomeWithItsZero) {
    const auto found = phone_library::by_country_code(E164Number::parse("+390612345678").value());
    EXPECT_EQ(shown(found), "+390612345678 IT fixed_line");
}

TEST(PhoneLibrary, DropsANationalPrefixWrittenByMistake) {
    const auto found = phone_library::by_country_code(E164Number::parse("+4407400123456").value());
    EXPECT_EQ(shown(found), "+447400123456 GB mobile");
}

// Mexico's old mobile 1 is valid as it stands, but the parser drops it: both spellings must be one recipient.
TEST(PhoneLibrary, GivesOneNumberForBothSpellingsOfAMexicanMobile) {
    const auto with_one = phone_library::by_country_code(E164Number::parse("+5212221234567").value());
    const auto without = phone_library::by_country_code(E164Number::parse("+522221234567").value());
    EXPECT_EQ(shown(with_one), shown(without));
}

TEST(PhoneLibrary, KnowsRegionsInUpperCaseOnly) {
    EXPECT_TRUE(phone_library::is_region("NL"));
    EXPECT_FALSE(phone_library::is_region("nl"));
    EXPECT_FALSE(phone_library::is_region("001"));
    EXPECT_FALSE(phone_library::is_region("ZZ"));
    EXPECT_FALSE(phone_library::is_region(""));
}

TEST(PhoneLibrary, KnowsShortAndEmergencyNumbers) {
    EXPECT_TRUE(phone_library::is_short_number("112", "NL"));
    EXPECT_TRUE(phone_library::is_short_number("000", "AU"));
    EXPECT_TRUE(phone_library::is_short_number("911", "US"));
    EXPECT_FALSE(phone_library::is_short_number("0612345678", "NL"));
    EXPECT_FALSE(phone_library::is_short_number("7", "NL"));
}

}   // namespace
}   // namespace smsgw
