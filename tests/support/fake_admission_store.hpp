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

    Task<Result<Told>> tell(ConversionNews news) override;
    Task<Result<Tally>> tally(AccountId, int) override;
    Task<Result<AdmissionStatus>> status(AccountId account) override;
    Task<Result<Unblocked>> unblock(AccountId account, std::string rule, std::string subject) override;
};

}   // namespace smsgw::test
