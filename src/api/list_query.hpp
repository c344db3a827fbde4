// The query of GET /messages: from text to what is asked for.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "intake/send_request.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::api {

struct ListQuery {
    Reference reference;
    int limit = 0;   // 1..listed_max
};

// The query, or everything that is wrong with it.
std::variant<ListQuery, std::vector<intake::FieldProblem>> read_list_query(std::string_view query);

}   // namespace smsgw::api
