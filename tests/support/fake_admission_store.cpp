#include "support/fake_admission_store.hpp"

#include <utility>

namespace smsgw::test {

Task<Result<Told>> FakeAdmissionStore::tell(ConversionNews news) {
    Told answer{ConversionKind::counted, std::exchange(next_conclusions, {})};
    for (const auto& one : told)
        if (one.msgid == news.msgid) answer.kind = ConversionKind::repeated;
    if (answer.kind == ConversionKind::counted) told.push_back(std::move(news));
    co_return answer;
}

Task<Result<Tally>> FakeAdmissionStore::tally(AccountId, int) {
    Tally answer{0, std::exchange(next_conclusions, {})};
    if (!due.empty()) {
        answer.messages = due.front();
        due.erase(due.begin());
    }
    co_return answer;
}

Task<Result<AdmissionStatus>> FakeAdmissionStore::status(AccountId account) { co_return statuses[account.str()]; }

Task<Result<Unblocked>> FakeAdmissionStore::unblock(AccountId account, std::string rule, std::string subject) {
    for (const auto& block : statuses[account.str()].blocks)
        if (block.rule == rule && block.subject == subject) {
            unblocked.push_back(rule + " " + subject);
            co_return Unblocked::yes;
        }
    co_return Unblocked::not_blocked;
}

}   // namespace smsgw::test
