// What is concluded from codes that are entered or not, and from numbers that lie side by side (docs/abuse.md).
#include <algorithm>

#include "support/admission_fixture.hpp"

namespace smsgw::test {
namespace {

using namespace std::chrono_literals;

using AdmissionConclusions = AdmissionTest;

TEST_F(AdmissionConclusions, ChallengeAndThenBlockNumbersWhoseCodesNobodyEnters) {
    EXPECT_TRUE(unentered(3).empty());
    const Conclusions both{"8801712345", "880171234"};
    EXPECT_EQ(unentered(1), both);
    EXPECT_EQ(say(watching(), message(number_in("+8801712345", 501), "BD")), "conversion challenge");
    EXPECT_EQ(say(watching(), message(number_in("+8801712346", 501), "BD")), "conversion challenge");
    ASSERT_EQ(status().blocks.size(), 2U);
    EXPECT_EQ(status().blocks[0].rule, "conversion");
    // Four more, though each of them passed a challenge: no person would.
    unentered(4, Challenge::passed);
    EXPECT_EQ(say(watching(), message(number_in("+8801712345", 501), "BD")), "conversion refuse");
    EXPECT_EQ(say(watching(), message(number_in("+8801712346", 501), "BD")), "conversion refuse");
    EXPECT_EQ(say(watching(), message(number_in("+8801712355", 501), "BD")), "fresh");
}

TEST_F(AdmissionConclusions, LetABlockEndAndMakeTheNextOneLonger) {
    unentered(4);
    s.advance(6h);
    EXPECT_TRUE(status().blocks.empty());
    unentered(1);
    s.advance(6h);
    EXPECT_EQ(status().blocks.size(), 2U);
    EXPECT_EQ(say(watching(), message(number_in("+8801712345", 900), "BD")), "conversion challenge");
    s.advance(6h);
    EXPECT_TRUE(status().blocks.empty());
}

TEST_F(AdmissionConclusions, ForgiveCodesThatAreEnteredNowAndThen) {
    for (int i = 0; i < 60; ++i) {
        const auto sent = ask(watching(), message(number_in("+8801712345", i), "BD"));
        ASSERT_EQ(word(sent), "fresh");
        if (i % 2 == 0) told(sent, Conversion::converted);
        s.advance(1min);
        EXPECT_TRUE(taken().conclusions.empty()) << i;
    }
}

TEST_F(AdmissionConclusions, BlockNoMoreThanAThousandNumbersOfAHomeCountry) {
    unentered(8);
    auto check = watching();
    check.home = true;
    EXPECT_EQ(say(check, message(number_in("+8801712345", 500), "BD")), "conversion refuse");
    EXPECT_EQ(say(check, message(number_in("+8801712346", 500), "BD")), "conversion challenge");
    check.challenge_passed = true;
    EXPECT_EQ(say(check, message(number_in("+8801712346", 500), "BD")), "fresh");
}

TEST_F(AdmissionConclusions, CountTheFirstWordOnAConversion) {
    const auto sent = ask(watching());
    const ConversionNews news{sent.message.account, sent.message.msgid, sent.message.to, "NL",
                              Conversion::converted};
    EXPECT_EQ(value_of(s.run(s.admission().tell(news))).kind, ConversionKind::counted);
    EXPECT_EQ(value_of(s.run(s.admission().tell(news))).kind, ConversionKind::repeated);
    s.advance(11min);
    tally(0);
    EXPECT_EQ(status().unconverted_in_a_row, 0);
    EXPECT_FALSE(status().last_conversion.empty());
}

TEST_F(AdmissionConclusions, ConcludeNothingFromAnAccountThatHasStoppedTelling) {
    AdmissionCheck check;   // waits for conversions without acting on them: all of them get in
    check.conversion_wait = 10min;
    for (int i = 0; i < 199; ++i) ask(check, message(number_in("+8801712345", i), "BD"));
    s.advance(11min);
    EXPECT_FALSE(tally(199).empty());
    EXPECT_FALSE(status().blocks.empty());
    ask(check, message(number_in("+8801712345", 300), "BD"));
    s.advance(11min);
    EXPECT_EQ(tally(1), Conclusions{"feedback_lost"});
    EXPECT_TRUE(status().blocks.empty());
    EXPECT_EQ(say(watching(), message(number_in("+8801712345", 301), "BD")), "fresh");
}

TEST_F(AdmissionConclusions, LetAPersonLiftABlock) {
    unentered(8);
    const auto unblock = [this](const std::string& subject) {
        return value_of(s.run(s.admission().unblock(AccountId("shop"), "conversion", subject)));
    };
    EXPECT_EQ(unblock("8801712345"), Unblocked::yes);
    EXPECT_EQ(unblock("8801712345"), Unblocked::not_blocked);
    EXPECT_EQ(unblock("880171234"), Unblocked::yes);
    EXPECT_EQ(say(watching(), message(number_in("+8801712345", 500), "BD")), "fresh");
}

TEST_F(AdmissionConclusions, StopNumberAfterNumber) {
    AdmissionCheck check;
    check.range_scan = RuleAction::refuse;
    int let_in = 0;
    for (int i = 0; i < 100; ++i)
        if (say(check, message(number_in("+8801712345", i), "BD")) == "fresh") ++let_in;
    EXPECT_LE(let_in, 12);
    // the same number again is no way around
    EXPECT_EQ(say(check, message(number_in("+8801712345", 99), "BD")), "range_scan refuse");
    // a number far from them is none of them
    EXPECT_EQ(say(check, message("+8801998877665", "BD")), "fresh");
}

TEST_F(AdmissionConclusions, TakeScatteredNumbersForHonest) {
    AdmissionCheck check;
    check.range_scan = RuleAction::refuse;
    for (int i = 0; i < 200; ++i) {
        const auto digits = std::to_string(10'000'000 + (i * 7'368'787LL) % 89'999'999);
        EXPECT_EQ(say(check, message("+88017" + digits, "BD")), "fresh") << i;
    }
}

TEST_F(AdmissionConclusions, ChallengeACountryWhoseConversionFalls) {
    AdmissionCheck check;
    check.conversion_wait = 10min;
    check.drift = RuleAction::challenge;
    // One code a minute, of which every n-th is entered; what was concluded on the way.
    int sent = 0;
    const auto live = [&](int codes, int entered_each) {
        Conclusions all;
        for (int i = 0; i < codes; ++i) {
            const auto code =
                ask(check, message("+3161" + std::to_string(1'000'000 + ++sent * 7919 % 8'999'999)));
            if (word(code) == "fresh" && i % entered_each == 0) told(code, Conversion::converted);
            s.advance(1min);
            for (auto& one : taken().conclusions) all.push_back(std::move(one));
        }
        return all;
    };
    EXPECT_EQ(live(400, 2), Conclusions{});
    const auto concluded = live(150, 10);
    EXPECT_NE(std::find(concluded.begin(), concluded.end(), "drift NL"), concluded.end());
    EXPECT_EQ(say(check), "drift challenge");
    check.challenge_passed = true;
    EXPECT_EQ(say(check), "fresh");
    check.challenge_passed = false;
    s.advance(6h);
    EXPECT_EQ(say(check), "fresh");
}

}   // namespace
}   // namespace smsgw::test
