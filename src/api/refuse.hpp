// Refusals of the api listener: the problem, and a log line that says which.
#pragma once

#include <string>
#include <vector>

#include "api/problem.hpp"

namespace smsgw::api {

http::Response refuse(Errc code, const std::string& request_id);
http::Response refuse(const std::vector<intake::FieldProblem>& fields, const std::string& request_id);

}   // namespace smsgw::api
