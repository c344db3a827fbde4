#include "api/problem.hpp"

#include <nlohmann/json.hpp>

#include "api/problem_catalogue.hpp"
#include "base/metrics.hpp"

namespace smsgw::api {
namespace {

http::Response respond(const ProblemKind& row, const std::string& request_id, nlohmann::json fields) {
    const std::string code(error_name(row.code));
    metrics::count(metrics::Id::problems, {code});
    nlohmann::json body{{"type", "/problems/" + code},
                        {"title", row.title},
                        {"status", row.status},
                        {"code", code},
                        {"instance", "urn:smsgw:request:" + request_id},
                        {"request_id", request_id}};
    if (!fields.empty()) {
        body["detail"] = fields[0]["detail"];
        body["errors"] = std::move(fields);
    }
    http::Response response{
        .status = row.status, .content_type = "application/problem+json", .headers = {}, .body = body.dump()};
    if (row.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (row.status == 503) response.headers.emplace_back("Retry-After", "5");
    if (row.code == Errc::auth_limited)
        response.headers.emplace_back("Retry-After", "60");   // by then all is forgiven
    return response;
}

}   // namespace

int status_of(Errc code) {
    return problem_kind(code).status;
}

http::Response problem(Errc code, const std::string& request_id) {
    return respond(problem_kind(code), request_id, nlohmann::json::array());
}

http::Response problem(const std::vector<intake::FieldProblem>& fields, const std::string& request_id) {
    auto list = nlohmann::json::array();
    for (const auto& field : fields)
        list.push_back({{"field", field.field}, {"code", error_name(field.code)}, {"detail", field.detail}});
    return respond(problem_kind(fields.front().code), request_id, std::move(list));
}

}   // namespace smsgw::api
