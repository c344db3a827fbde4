// A request that is good, of an account that may send it, and what is planned for it.
#pragma once

#include <stdexcept>
#include <string>

#include "intake/plan.hpp"

namespace smsgw::test {

inline constexpr WallTime plan_time{Millis(1'767'323'045'000)};   // 2026-01-02T03:04:05Z

inline intake::SendRequest a_request() {
    intake::SendRequest request;
    request.to = "+31612345678";
    request.message = SmsText("Your code is 123456");
    return request;
}

inline Account an_account() {
    Account account;
    account.id = AccountId("shop");
    account.default_sender = Sender("Shop");
    return account;
}

// Throws when it is refused.
inline intake::Plan plan_of(const intake::SendRequest& request, const Account& account = an_account()) {
    auto planned = intake::plan_message(request, account, plan_time);
    if (const auto* problems = std::get_if<std::vector<intake::FieldProblem>>(&planned))
        throw std::runtime_error("refused: " + problems->front().field + " " + problems->front().detail);
    return std::get<intake::Plan>(std::move(planned));
}

}   // namespace smsgw::test
