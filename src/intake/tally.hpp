// Closes the books on codes that nobody has entered in time. Runs on every engine; any number may run at once.
#pragma once

#include <vector>

#include "smsgw/account.hpp"
#include "smsgw/ports/admission_store.hpp"
#include "smsgw/ports/clock.hpp"

namespace smsgw::intake {

// The log lines of what was concluded from codes that were entered or not: a block that begins, or feedback that has stopped.
void note(const AccountId& account, const Conclusions& conclusions);

class ConversionTally {
public:
    // Of the accounts that say whether their codes are entered.
    ConversionTally(AdmissionStore& store, const std::vector<Account>& accounts, Clock& clock);

    // Until stop(); spawn it once. Without such an account it ends at once.
    Task<> run();
    void stop() { stopping_ = true; }

private:
    Task<> tally(AccountId account);

    AdmissionStore& store_;
    std::vector<AccountId> accounts_;
    Clock& clock_;
    bool stopping_ = false;
};

}   // namespace smsgw::intake
