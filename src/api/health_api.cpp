#include "api/health_api.hpp"

#include <nlohmann/json.hpp>

namespace smsgw::api {
namespace {

// A named coroutine function, not a lambda: a capturing coroutine lambda would dangle.
Task<http::Response> answer(int status, std::string body) {
    co_return http::Response{
        .status = status, .headers = {{"Cache-Control", "no-store"}}, .body = std::move(body)};
}

std::string readiness_body(const std::vector<std::string>& reasons) {
    return nlohmann::json{{"ready", reasons.empty()}, {"reasons", reasons}, {"version", SMSGW_VERSION}}
        .dump();
}

std::string liveness_body(const std::vector<std::string>& hanging) {
    return nlohmann::json{{"alive", hanging.empty()}, {"hanging", hanging}}.dump();
}

}   // namespace

std::vector<http::Route> health_routes(Readiness readiness, Liveness liveness) {
    const auto ready = [readiness](http::Request) {
        const auto reasons = readiness();
        return answer(reasons.empty() ? 200 : 503, readiness_body(reasons));
    };
    const auto alive = [liveness = std::move(liveness)](http::Request) {
        const auto hanging = liveness();
        return answer(hanging.empty() ? 200 : 503, liveness_body(hanging));
    };
    return {{"GET", "/livez", alive}, {"GET", "/readyz", ready}, {"GET", "/healthz", ready}};
}

}   // namespace smsgw::api
