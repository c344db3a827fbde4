// What is asked of the suppression list: the query of GET /suppressions, the body of POST, the number of DELETE.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/send_request.hpp"
#include "smsgw/account.hpp"
#include "smsgw/ports/suppression_store.hpp"
#include "smsgw/result.hpp"

namespace smsgw::api {

// A page of an account's own list, or of the one for all accounts that follows it.
struct SuppressionCursor {
    enum class List : std::uint8_t { own, all } list = List::own;
    std::uint64_t at = 0;   // 0: its beginning

    std::string text() const;   // as clients send it back
};

struct SuppressionQuery {
    int limit = 0;   // 1..100
    SuppressionCursor cursor;
};

// The query, or everything that is wrong with it.
std::variant<SuppressionQuery, std::vector<intake::FieldProblem>> read_suppression_query(
    std::string_view query);

using SuppressionBody = std::variant<Suppression, std::vector<intake::FieldProblem>>;

// An entry of the account's list from {to, region?, reason?, until?, note?}, or every field that is wrong. The reason is manual
// unless it says that the recipient has asked for it: stop. Errc::json_malformed: not one strict JSON object.
Result<SuppressionBody> read_suppression_body(std::string_view body, const Account& account, WallTime now);

nlohmann::json suppression_json(const Suppression& entry);

}   // namespace smsgw::api
