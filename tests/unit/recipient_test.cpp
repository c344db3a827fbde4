// What a client may write in `to`: a table over the world's plans, and what is refused by its writing alone.
#include "domain/recipient.hpp"

#include <gtest/gtest.h>

#include <string>

namespace smsgw {
namespace {

// `expected` is "number country type", or the error's word.
struct Row {
    std::string name;
    std::string text;
    std::string region;
    std::string expected;
};

std::string shown(const Result<Recipient>& read) {
    if (read.has_error()) return error_name(read.error());
    return read->number.str() + " " + read->country + " " + std::string(to_text(read->line_type));
}

class RecipientTable : public testing::TestWithParam<Row> {};

TEST_P(RecipientTable, IsReadAsExpected) {
    const auto& row = GetParam();
    EXPECT_EQ(shown(read_recipient(row.text, row.region)), row.expected) << row.text << " in " << row.region;
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
    return row.param.name;
}

const Row mobiles[] = {
    {"Dutch", "+31612345678", "", "+31612345678 NL mobile"},
    {"DutchNational", "06 12345678", "NL", "+31612345678 NL mobile"},
    {"DutchNationalLowerCaseRegion", "0612345678", "nl", "+31612345678 NL mobile"},
    {"DutchWithoutPrefix", "612345678", "NL", "+31612345678 NL mobile"},
    {"DutchWithoutPlus", "31612345678", "NL", "+31612345678 NL mobile"},
    {"DutchWithMistakenZero", "+31 (0)6 1234-5678", "", "+31612345678 NL mobile"},
    {"DutchMachine", "+3197010123456", "", "+3197010123456 NL mobile"},
    {"Belgian", "+32470123456", "", "+32470123456 BE mobile"},
    {"BelgianNational", "0470 12 34 56", "BE", "+32470123456 BE mobile"},
    {"BelgianFromTheNetherlands", "00 32 470 12 34 56", "NL", "+32470123456 BE mobile"},
    {"BelgianWithForeignRegion", "+32470123456", "NL", "+32470123456 BE mobile"},
    {"German", "+4915123456789", "", "+4915123456789 DE mobile"},
    {"GermanNational", "0151 23456789", "DE", "+4915123456789 DE mobile"},
    {"American", "+12015550123", "", "+12015550123 US fixed_line_or_mobile"},
    {"AmericanNational", "(201) 555-0123", "US", "+12015550123 US fixed_line_or_mobile"},
    {"AmericanWithTrunkPrefix", "1 201 555 0123", "US", "+12015550123 US fixed_line_or_mobile"},
    {"DutchFromAmerica", "011 31 612345678", "US", "+31612345678 NL mobile"},
    {"Canadian", "+14165550123", "", "+14165550123 CA fixed_line_or_mobile"},
    {"Jamaican", "+18765550123", "", "+18765550123 JM mobile"},
    {"Indian", "+919876543210", "", "+919876543210 IN mobile"},
    {"IndianNational", "098765 43210", "IN", "+919876543210 IN mobile"},
    {"British", "+447400123456", "", "+447400123456 GB mobile"},
    {"BritishNational", "07400 123456", "GB", "+447400123456 GB mobile"},
    {"BritishWithMistakenZero", "+44 (0)7400 123456", "", "+447400123456 GB mobile"},
    {"GuernseyNationalFromBritain", "07781 123456", "GB", "+447781123456 GG mobile"},
    {"French", "+33612345678", "", "+33612345678 FR mobile"},
    {"FrenchNational", "06 12 34 56 78", "FR", "+33612345678 FR mobile"},
    {"FrenchWithDots", "06.12.34.56.78", "FR", "+33612345678 FR mobile"},
    {"Italian", "+393123456789", "", "+393123456789 IT mobile"},
    {"ItalianNational", "312 345 6789", "IT", "+393123456789 IT mobile"},
    {"Brazilian", "+5511961234567", "", "+5511961234567 BR mobile"},
    {"BrazilianNational", "(11) 96123-4567", "BR", "+5511961234567 BR mobile"},
    {"BrazilianWithCarrier", "0 15 11 96123 4567", "BR", "+5511961234567 BR mobile"},
    {"Mexican", "+522221234567", "", "+522221234567 MX fixed_line_or_mobile"},
    {"MexicanOldMobile", "+5212221234567", "", "+522221234567 MX fixed_line_or_mobile"},
    {"ArgentinianNational", "011 15-2345-6789", "AR", "+5491123456789 AR mobile"},
    {"Australian", "0412 345 678", "AU", "+61412345678 AU mobile"},
    {"Chinese", "+8613123456789", "", "+8613123456789 CN mobile"},
    {"Japanese", "090-1234-5678", "JP", "+819012345678 JP mobile"},
    {"Russian", "8 912 345-67-89", "RU", "+79123456789 RU mobile"},
    {"Kazakh", "+77710009998", "", "+77710009998 KZ mobile"},
    {"Spanish", "+34612345678", "", "+34612345678 ES mobile"},
    {"Danish", "+4520123456", "", "+4520123456 DK fixed_line_or_mobile"},
    {"Nigerian", "+2348021234567", "", "+2348021234567 NG mobile"},
    {"Indonesian", "+6281234567890", "", "+6281234567890 ID mobile"},
    {"Belarusian", "+375291234567", "", "+375291234567 BY mobile"},
    {"Kosovan", "+38344123456", "", "+38344123456 XK mobile"},
    {"SaintHelenaEightDigits", "+290 51234", "", "+29051234 SH mobile"},
    {"SatelliteHasNoCountry", "+870301234567", "", "+870301234567 001 mobile"},
};
INSTANTIATE_TEST_SUITE_P(Mobile, RecipientTable, testing::ValuesIn(mobiles), name_of);

const Row others[] = {
    {"DutchLandline", "+31102345678", "", "number_not_mobile"},
    {"DutchLandlineNational", "010 234 5678", "NL", "number_not_mobile"},
    {"DutchPremium", "0900 1234", "NL", "number_not_mobile"},
    {"DutchPremiumInternational", "+31900123456", "", "number_not_mobile"},
    {"DutchTollFree", "0800 1234", "NL", "number_not_mobile"},
    {"DutchVoip", "085 1234567", "NL", "number_not_mobile"},
    {"DutchCompany", "088 1234567", "NL", "number_not_mobile"},
    {"DutchEmergency", "112", "NL", "number_not_mobile"},
    {"DutchShort", "1234", "NL", "number_not_mobile"},
    {"DutchHelpline", "116000", "NL", "number_not_mobile"},
    {"BelgianLandline", "+3222345678", "", "number_not_mobile"},
    {"BelgianPremium", "+3290012345", "", "number_not_mobile"},
    {"BelgianEmergency", "112", "BE", "number_not_mobile"},
    {"GermanLandline", "+493012345678", "", "number_not_mobile"},
    {"GermanPremium", "0900 1234567", "DE", "number_not_mobile"},
    {"GermanSharedCost", "0180 2 123456", "DE", "number_not_mobile"},
    {"GermanPersonal", "0700 12345678", "DE", "number_not_mobile"},
    {"GermanPolice", "110", "DE", "number_not_mobile"},
    {"AmericanTollFree", "+18002345678", "", "number_not_mobile"},
    {"AmericanPremium", "+19002345678", "", "number_not_mobile"},
    {"AmericanPersonal", "+15002345678", "", "number_not_mobile"},
    {"AmericanEmergency", "911", "US", "number_not_mobile"},
    {"IndianLandline", "+911123456789", "", "number_not_mobile"},
    {"IndianTollFree", "1800 123 4567", "IN", "number_not_mobile"},
    {"IndianPolice", "100", "IN", "number_not_mobile"},
    {"BritishLandline", "+442079460958", "", "number_not_mobile"},
    {"BritishPersonal", "+447012345678", "", "number_not_mobile"},
    {"BritishPremium", "+449012345678", "", "number_not_mobile"},
    {"BritishVoip", "+445612345678", "", "number_not_mobile"},
    {"BritishPager", "+447640123456", "", "number_not_mobile"},
    {"BritishEmergency", "999", "GB", "number_not_mobile"},
    {"FrenchLandline", "+33123456789", "", "number_not_mobile"},
    {"FrenchPremium", "08 99 12 34 56", "FR", "number_not_mobile"},
    {"FrenchAmbulance", "15", "FR", "number_not_mobile"},
    {"ItalianLandlineWithZero", "+390612345678", "", "number_not_mobile"},
    {"ItalianLandlineNational", "06 1234 5678", "IT", "number_not_mobile"},
    {"ItalianAmbulance", "118", "IT", "number_not_mobile"},
    {"BrazilianLandline", "+551123456789", "", "number_not_mobile"},
    {"BrazilianSharedCost", "0300 123 4567", "BR", "number_not_mobile"},
    {"BrazilianPolice", "190", "BR", "number_not_mobile"},
    {"ArgentinianLandline", "+541123456789", "", "number_not_mobile"},
    {"AustralianEmergency", "000", "AU", "number_not_mobile"},
    {"WorldTollFree", "+80012345678", "", "number_not_mobile"},
    {"WorldSharedCost", "+80812345678", "", "number_not_mobile"},
    {"WorldPremium", "+979123456789", "", "number_not_mobile"},
};
INSTANTIATE_TEST_SUITE_P(NotMobile, RecipientTable, testing::ValuesIn(others), name_of);

const Row refused[] = {
    {"Empty", "", "NL", "number_invalid"},
    {"OnlyPunctuation", " ().-", "NL", "number_invalid"},
    {"OnlyPlus", "+", "", "number_invalid"},
    {"Words", "call me", "NL", "number_invalid"},
    {"VanityLetters", "1-800-FLOWERS", "US", "number_invalid"},
    {"LetterO", "+3161234567O", "", "number_invalid"},
    {"Extension", "+31612345678x12", "", "number_invalid"},
    {"Semicolon", "+31612345678;ext=1", "", "number_invalid"},
    {"TelUri", "tel:+31612345678", "", "number_invalid"},
    {"Slash", "06/12345678", "NL", "number_invalid"},
    {"Tab", "+31612\t345678", "", "number_invalid"},
    {"Newline", "+31612345678\n", "", "number_invalid"},
    {"Nul", std::string("+3161234\0005678", 12), "", "number_invalid"},
    {"NoBreakSpace",
     "+31\xC2\xA0"
     "612345678",
     "", "number_invalid"},
    {"FullWidthPlus", "＋31612345678", "", "number_invalid"},
    {"RightToLeftMark", "\u200F+31612345678", "", "number_invalid"},
    {"EmbeddedDirection", "\u202A+31612345678\u202C", "", "number_invalid"},
    {"ZeroWidthSpace", "+316\u200B12345678", "", "number_invalid"},
    {"TwoPluses", "++31612345678", "", "number_invalid"},
    {"PlusInside", "31+612345678", "NL", "number_invalid"},
    {"PlusAtTheEnd", "31612345678+", "NL", "number_invalid"},
    {"PlusZero", "+0612345678", "NL", "number_invalid"},
    {"NoSuchCountry", "+999123456789", "", "number_invalid"},
    {"TooShortForItsCountry", "+31612345", "", "number_invalid"},
    {"TooLongForItsCountry", "+3161234567890", "", "number_invalid"},
    {"UnusedRange", "+31601", "", "number_invalid"},
    {"SixteenDigits", "+3161234567890123", "", "number_invalid"},
    {"AmericanWithoutArea", "555-0123", "US", "number_invalid"},
    {"RomeWithoutItsZero", "+39612345678", "", "number_invalid"},
    {"NeitherShortNorLong", "07", "NL", "number_invalid"},
    {"NationalWithoutRegion", "0612345678", "", "region_required"},
    {"EmergencyWithoutRegion", "112", "", "region_required"},
    {"DoubleZeroWithoutRegion", "0031612345678", "", "region_required"},
    {"NoSuchRegion", "0612345678", "ZZ", "region_unknown"},
    {"NoSuchRegionThoughNotNeeded", "+31612345678", "QQ", "region_unknown"},
    {"RegionOfThreeLetters", "0612345678", "NLD", "region_unknown"},
    {"RegionOfOneLetter", "0612345678", "N", "region_unknown"},
    {"WorldAsRegion", "0612345678", "001", "region_unknown"},
    {"RegionWithSpace", "0612345678", "NL ", "region_unknown"},
    {"OldCodeOfBritain", "07400123456", "UK", "region_unknown"},
};
INSTANTIATE_TEST_SUITE_P(Refused, RecipientTable, testing::ValuesIn(refused), name_of);

TEST(Recipient, ReadsUpTo64Bytes) {
    const std::string number = "+31612345678";
    EXPECT_TRUE(read_recipient(number + std::string(64 - number.size(), ' '), "").has_value());
    EXPECT_EQ(read_recipient(number + std::string(65 - number.size(), ' '), "").error(),
              Errc::number_invalid);
}

struct Script {
    std::string name;
    char32_t zero;
};

class DigitsOfAScript : public testing::TestWithParam<Script> {};

// libphonenumber would read most of these; then one handset could be written in a dozen ways.
TEST_P(DigitsOfAScript, AreNeverTakenForAsciiDigits) {
    const auto digit = [zero = GetParam().zero](char ascii) {
        const char32_t c = zero + static_cast<char32_t>(ascii - '0');
        const auto byte = [](char32_t value) { return static_cast<char>(value); };
        if (c < 0x800) return std::string{byte(0xC0 + c / 64), byte(0x80 + c % 64)};
        if (c < 0x10000)
            return std::string{byte(0xE0 + c / 4096), byte(0x80 + c / 64 % 64), byte(0x80 + c % 64)};
        return std::string{byte(0xF0 + c / 262144), byte(0x80 + c / 4096 % 64), byte(0x80 + c / 64 % 64),
                           byte(0x80 + c % 64)};
    };
    for (int i = 0; i < 100; ++i) {
        const std::string ascii = "6123456" + std::to_string(10 + i % 90);
        std::string all;
        for (const char c : ascii) all += digit(c);
        const std::string last = ascii.substr(0, ascii.size() - 1) + digit(ascii.back());
        for (const auto& text : {"+31" + all, "+31" + last, "0" + all, "0" + last})
            EXPECT_EQ(shown(read_recipient(text, "NL")), "number_invalid") << text;
    }
}

const Script scripts[] = {
    {"ArabicIndic", 0x660},
    {"Persian", 0x6F0},
    {"Devanagari", 0x966},
    {"Bengali", 0x9E6},
    {"Gurmukhi", 0xA66},
    {"Gujarati", 0xAE6},
    {"Tamil", 0xBE6},
    {"Telugu", 0xC66},
    {"Thai", 0xE50},
    {"Tibetan", 0xF20},
    {"Khmer", 0x17E0},
    {"FullWidth", 0xFF10},
    {"MathematicalBold", 0x1D7CE},
};
INSTANTIATE_TEST_SUITE_P(Scripts, DigitsOfAScript, testing::ValuesIn(scripts),
                         [](const auto& row) { return row.param.name; });

TEST(LineType, HasADifferentWordForEach) {
    std::string words;
    for (int type = 0; type <= static_cast<int>(LineType::unknown); ++type)
        words += std::string(to_text(static_cast<LineType>(type))) + " ";
    EXPECT_EQ(words,
              "mobile fixed_line fixed_line_or_mobile toll_free premium_rate shared_cost voip "
              "personal_number pager "
              "uan voicemail unknown ");
}

TEST(LineType, TakesAnSmsOnlyWhereAHandsetMayBe) {
    for (int type = 0; type <= static_cast<int>(LineType::unknown); ++type) {
        const auto line_type = static_cast<LineType>(type);
        EXPECT_EQ(takes_sms(line_type),
                  line_type == LineType::mobile || line_type == LineType::fixed_line_or_mobile);
    }
}

TEST(Recipient, IsReadAlikeAfterWarmingUp) {
    warm_up_numbers();
    warm_up_numbers();   // harmless twice
    EXPECT_EQ(shown(read_recipient("06 12345678", "NL")), "+31612345678 NL mobile");
}

}   // namespace
}   // namespace smsgw
