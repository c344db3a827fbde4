// What was told about conversions, and scripted blocks: the rules themselves are storage's and tested on a real Redis.
#pragma once

#include <map>
#include <vector>

#include "smsgw/ports/admission_store.hpp"

namespace smsgw::test {

struct FakeAdmissionStore : AdmissionStore {
    std::vector<ConversionNews> told;
    std::map<std::string, AdmissionStatus> statuses;   // by account
    std::vector<std::string> unblocked;
    Conclusions next_conclusions;
    std::vector<int> due;   // what tally() takes, call by call

    Task<Result<Told>> tell(ConversionNews news) override {
        Told answer{ConversionKind::counted, std::exchange(next_conclusions, {})};
        for (const auto& one : told)
            if (one.msgid == news.msgid) answer.kind = ConversionKind::repeated;
        if (answer.kind == ConversionKind::counted) told.push_back(std::move(news));
        co_return answer;
    }
    Task<Result<Tally>> tally(AccountId, int) override {
        Tally answer{0, std::exchange(next_conclusions, {})};
        if (!due.empty()) {
            answer.messages = due.front();
            due.erase(due.begin());
        }
        co_return answer;
    }
    Task<Result<AdmissionStatus>> status(AccountId account) override { co_return statuses[account.str()]; }
    Task<Result<Unblocked>> unblock(AccountId account, std::string rule, std::string subject) override {
        for (const auto& block : statuses[account.str()].blocks)
            if (block.rule == rule && block.subject == subject) {
                unblocked.push_back(rule + " " + subject);
                co_return Unblocked::yes;
            }
        co_return Unblocked::not_blocked;
    }
};

}   // namespace smsgw::test
