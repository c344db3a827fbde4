// Codes of reports that say more of the recipient than that this message failed. Each provider has one table of rows.
#pragma once

#include <span>
#include <string_view>

#include "smsgw/recipient_fault.hpp"

namespace smsgw::providers {

struct FaultRow {
    std::string_view code;
    RecipientFault fault;
};

// Of a code without a row: none.
constexpr RecipientFault fault_of(std::string_view code, std::span<const FaultRow> rows) {
    for (const auto& row : rows)
        if (row.code == code) return row.fault;
    return RecipientFault::none;
}

}   // namespace smsgw::providers
