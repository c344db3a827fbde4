#include "api/problem.hpp"

#include <nlohmann/json.hpp>

namespace smsgw::api {
namespace {

struct Row {
    Errc code;
    int status;
    const char* title;
};

constexpr Row rows[] = {
    {Errc::json_malformed, 400, "The body is not one strict JSON object"},
    {Errc::field_missing, 422, "A required field is missing"},
    {Errc::field_unknown, 422, "A field that this call does not have"},
    {Errc::field_type, 422, "A field has the wrong type"},
    {Errc::number_invalid, 422, "The recipient's number is not valid"},
    {Errc::number_not_mobile, 422, "The recipient's number cannot receive SMS"},
    {Errc::region_required, 422, "A national number needs a region"},
    {Errc::region_unknown, 422, "The region is not known"},
    {Errc::message_empty, 422, "The message has no text"},
    {Errc::message_too_long, 422, "The message has too many segments"},
    {Errc::message_control_character, 422, "The message contains a control character"},
    {Errc::sender_missing, 422, "No sender"},
    {Errc::sender_invalid, 422, "The sender is not valid"},
    {Errc::sender_not_allowed, 422, "The sender is not allowed for the account"},
    {Errc::lane_unknown, 422, "The lane is not known"},
    {Errc::lane_not_allowed, 422, "The lane is not allowed for the account"},
    {Errc::validity_out_of_range, 422, "The validity is out of range"},
    {Errc::send_at_invalid, 422, "The time to send at is not valid"},
    {Errc::on_ambiguous_unknown, 422, "The policy for unknown outcomes is not known"},
    {Errc::callback_url_invalid, 422, "The callback URL is not valid"},
    {Errc::callback_url_not_allowed, 422, "The callback URL is not allowed for this account"},
    {Errc::too_late_to_cancel, 409, "The message cannot be canceled any more"},
    {Errc::reference_invalid, 422, "The reference is not valid"},
    {Errc::idempotency_key_invalid, 400, "The Idempotency-Key is not 1 to 255 visible ASCII characters"},
    {Errc::idempotency_key_required, 400, "The account requires an Idempotency-Key"},
    {Errc::idempotency_key_reused, 422, "The Idempotency-Key was used for another message"},
    {Errc::unauthorized, 401, "No valid API key"},
    {Errc::forbidden, 403, "The API key does not allow this"},
    {Errc::not_found, 404, "Not found"},
    {Errc::method_not_allowed, 405, "This method is not allowed here"},
    {Errc::length_required, 411, "Content-Length is required"},
    {Errc::body_too_large, 413, "The body is too large"},
    {Errc::media_type_unsupported, 415, "The body must be application/json"},
    {Errc::target_too_long, 414, "The request target is too long"},
    {Errc::header_too_large, 431, "The header is too large"},
    {Errc::request_malformed, 400, "Not a well-formed HTTP/1.1 request"},
    {Errc::transfer_encoding_refused, 501, "Transfer-Encoding is not accepted: send Content-Length"},
    {Errc::version_unsupported, 505, "Only HTTP/1.1 is spoken here"},
    {Errc::request_timeout, 408, "The request did not arrive in time"},
    {Errc::overloaded, 503, "Too many connections"},
    {Errc::not_ready, 503, "Not ready to serve"},
    {Errc::storage_unavailable, 503, "Storage is away: repeat with the same Idempotency-Key"},
    {Errc::storage_full, 503, "Storage is full: nothing was accepted"},
    {Errc::internal_error, 500, "A fault of the gateway"},
    {Errc::signature_missing, 401, "The webhook is not signed"},
    {Errc::signature_bad, 401, "The webhook's signature is wrong"},
    {Errc::signature_expired, 401, "The webhook's timestamp is too old or too new"},
    {Errc::report_malformed, 400, "Not a report of this provider"},
    {Errc::stopping, 503, "The gateway is stopping"},
};

const Row& row_of(Errc code) {
    static constexpr Row fault{Errc::internal_error, 500, "A fault of the gateway"};
    for (const auto& row : rows)
        if (row.code == code) return row;
    return fault;
}

http::Response respond(const Row& row, const std::string& request_id, nlohmann::json fields) {
    const std::string code(error_name(row.code));
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
    return response;
}

}   // namespace

int status_of(Errc code) {
    return row_of(code).status;
}

http::Response problem(Errc code, const std::string& request_id) {
    return respond(row_of(code), request_id, nlohmann::json::array());
}

http::Response problem(const std::vector<intake::FieldProblem>& fields, const std::string& request_id) {
    auto list = nlohmann::json::array();
    for (const auto& field : fields)
        list.push_back({{"field", field.field}, {"code", error_name(field.code)}, {"detail", field.detail}});
    return respond(row_of(fields.front().code), request_id, std::move(list));
}

}   // namespace smsgw::api
