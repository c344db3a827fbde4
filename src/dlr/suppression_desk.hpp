// What recipients write to us about being written to: STOP and START go into the suppression list.
#pragma once

#include <string>
#include <vector>

#include "smsgw/account.hpp"
#include "smsgw/mo_message.hpp"
#include "smsgw/ports/suppression_store.hpp"

namespace smsgw::dlr {

class SuppressionDesk {
public:
    SuppressionDesk(SuppressionStore& store, const std::vector<Account>& accounts);

    // A STOP counts for the accounts that send as the number that it was written to; when there is none, for all accounts. A START
    // lifts there what a STOP or a provider has put on the list, never what a person has. Other messages, and those of a sender
    // that is no E.164 number, change nothing. Errc::storage_unavailable: some may be stored, and all can be repeated.
    Task<Result<void>> apply(ProviderId provider, std::vector<MoMessage> inbound);

private:
    // One account, and a number that it sends as.
    struct Line {
        std::string number;   // without '+'
        AccountId account;
    };

    std::vector<SuppressionScope> scopes_of(const std::string& our_number) const;
    Task<Result<void>> apply_one(ProviderId provider, MoMessage mo);
    Task<Result<void>> stop(ProviderId provider, E164Number from, std::vector<SuppressionScope> scopes);
    Task<Result<void>> start(E164Number from, std::vector<SuppressionScope> scopes);

    SuppressionStore& store_;
    std::vector<Line> lines_;
    std::vector<AccountId> accounts_;
};

}   // namespace smsgw::dlr
