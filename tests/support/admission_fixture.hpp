// Messages and the rules that keep them out, on a real Redis whose time the test moves.
#pragma once

#include <gtest/gtest.h>

#include "support/redis_bench.hpp"

namespace smsgw::test {

class AdmissionTest : public testing::Test {
protected:
    static NewMessage message(const std::string& to = "+31612345678", const std::string& country = "NL") {
        auto wanted = a_new_message(Lane::otp);
        wanted.message.to = E164Number::parse(to).value();
        wanted.message.country = country;
        return wanted;
    }
    static AdmissionLimit limit(Allowance allowance, RuleAction action = RuleAction::refuse,
                                const std::string& subject = "d:x") {
        return {subject, AdmissionRule::recipient, action, allowance};
    }
    Admitted ask(AdmissionCheck check, NewMessage wanted = message()) {
        wanted.check = std::move(check);
        return value_of(s.run(s.messages().admit(std::move(wanted))));
    }
    // "fresh", "replayed", or the rule and what is to be done about it.
    static std::string word(const Admitted& admitted) {
        if (admitted.kind == AdmitKind::fresh) return "fresh";
        if (admitted.kind == AdmitKind::replayed) return "replayed";
        return std::string(to_text(admitted.denial.rule)) + " " + std::string(to_text(admitted.denial.action));
    }
    std::string say(AdmissionCheck check, NewMessage wanted = message()) {
        return word(ask(std::move(check), std::move(wanted)));
    }
    Conclusions told(const Admitted& admitted, Conversion outcome) {
        const auto& m = admitted.message;
        return value_of(s.run(s.admission().tell({m.account, m.msgid, m.to, m.country, outcome}))).conclusions;
    }
    Tally taken() { return value_of(s.run(s.admission().tally(AccountId("shop"), 1000))); }
    Conclusions tally(int expected) {
        auto tally = taken();
        EXPECT_EQ(tally.messages, expected);
        return std::move(tally.conclusions);
    }
    AdmissionStatus status() { return value_of(s.run(s.admission().status(AccountId("shop")))); }
    // The n-th number of a block of a thousand.
    static std::string number_in(const std::string& prefix, int n) {
        auto last = std::to_string(1000 + n);
        return prefix + last.substr(1);
    }
    static AdmissionCheck watching(RuleAction action = RuleAction::refuse) {
        AdmissionCheck check;
        check.conversion = action;
        check.conversion_wait = std::chrono::minutes{10};
        return check;
    }
    enum class Challenge { none, passed };
    // So many codes to a block of numbers that nobody enters; what was concluded.
    Conclusions unentered(int codes, Challenge challenge = Challenge::none) {
        auto check = watching();
        check.challenge_passed = challenge == Challenge::passed;
        for (int i = 0; i < codes; ++i)
            EXPECT_EQ(say(check, message(number_in("+8801712345", i), "BD")), "fresh");
        s.advance(std::chrono::minutes{11});
        return tally(codes);
    }

    RedisBench s;
};

}   // namespace smsgw::test
