// What storage is asked to judge a message by: from the configuration, the account and the message. Pure.
#pragma once

#include <optional>
#include <string>

#include "intake/config.hpp"
#include "intake/plan.hpp"
#include "smsgw/account.hpp"
#include "smsgw/money.hpp"

namespace smsgw::intake {

enum class Challenge : std::uint8_t { not_passed, passed };

// May the account send to this country? By its list, else to its home countries, else (it has none) anywhere that is a country.
bool may_send_to(const Account& account, const std::string& country);

bool is_home(const Account& account, const std::string& country);

// A number prefix ("+31612") or a network ("10.0.0.0/8") that is never taken for an attack: does one of them hold it?
bool is_allowed(const std::vector<std::string>& allow, const E164Number& to, const std::string& end_user_ip);

// Is it such an entry?
bool is_allow_entry(std::string_view text);

// The same number has the same one everywhere; without the key nobody finds the number by trying all.
std::string keyed_hash(const Secret& key, std::string_view digits);

AdmissionCheck check_of(const AdmissionConfig& config, const Account& account, const Plan& plan,
                        const std::optional<Money>& estimate, Challenge challenge);

}   // namespace smsgw::intake
