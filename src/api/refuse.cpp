#include "api/refuse.hpp"

#include "base/log.hpp"

namespace smsgw::api {

http::Response refuse(Errc code, const std::string& request_id) {
    log::info("request.refused", {log::f(code), log::f("request_id", request_id)});
    return problem(code, request_id);
}

http::Response refuse(const std::vector<intake::FieldProblem>& fields, const std::string& request_id) {
    log::info("request.refused", {log::f(fields.front().code), log::f("field", fields.front().field),
                                  log::f("request_id", request_id)});
    return problem(fields, request_id);
}

}   // namespace smsgw::api
