// The query of GET /messages: from text to what is asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/send_request.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::api {

inline constexpr int limit_default = 20;

struct ListQuery {
    Reference reference;
    int limit = 0;   // 1..listed_max
};

// `limit` of a list: 1..listed_max, or nothing.
std::optional<int> read_limit(const std::string& text);

// The query, or everything that is wrong with it.
std::variant<ListQuery, std::vector<intake::FieldProblem>> read_list_query(std::string_view query);

}   // namespace smsgw::api
