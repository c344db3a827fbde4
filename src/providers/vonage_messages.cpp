// See vonage_messages.hpp.
#include "providers/vonage_messages.hpp"

#include <algorithm>

#include "base/crypto.hpp"
#include "base/jwt.hpp"
#include "providers/classify.hpp"
#include "providers/json.hpp"
#include "providers/vonage_problem.hpp"
#include "providers/vonage_table.hpp"

namespace smsgw::providers::vonage {
namespace {

using std::chrono::seconds;

// What is left of a token outlasts a request and what the clocks differ by.
constexpr std::chrono::minutes token_lifetime{15};
constexpr std::chrono::minutes token_reuse_time{10};

}   // namespace

std::string ApplicationLogin::authorization(WallTime now) {
    // A clock that went back ends it too: a token from the future is refused.
    if (token_.empty() || now < made_at_ || now >= made_at_ + token_reuse_time) {
        const auto issued = std::chrono::duration_cast<seconds>(now.time_since_epoch());
        token_ = sign_jwt(key_, Json{{"application_id", application_id_},
                                     {"iat", issued.count()},
                                     {"exp", (issued + token_lifetime).count()},
                                     {"jti", random_base62(32)}});
        made_at_ = now;
    }
    return "Bearer " + token_;
}

http::ClientRequest build_messages_request(const ProviderConfig& config, const SubmitRequest& submit,
                                           std::string authorization) {
    const auto& message = submit.message;
    Json body = {{"channel", "sms"},
                 {"message_type", "text"},
                 {"to", std::string(message.to.digits())},
                 {"from", address_of(message.sender.view())},
                 {"text", message.text.reveal()},
                 {"sms", {{"encoding_type", message.encoding == Encoding::ucs2 ? "unicode" : "text"}}}};
    if (!submit.ref.empty()) body["client_ref"] = submit.ref;
    if (!submit.report_url.empty()) {
        body["webhook_url"] = submit.report_url;
        body["webhook_version"] = "v1";
    }
    if (submit.validity > Millis{0})
        body["ttl"] =
            std::chrono::duration_cast<seconds>(std::clamp(submit.validity, ttl_min, ttl_max)).count();

    http::ClientRequest request;
    request.url = url_of(config, messages_base_url, "/v1/messages");
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"Authorization", std::move(authorization)}};
    request.body = write_json(body);
    return request;
}

SubmitOutcome read_messages_answer(const http::ClientResult& result) {
    if (result.has_error()) return classify_failure(result.error());
    const auto& response = *result;
    const auto body = parse_json(response.body).value_or(Json());
    const bool has_succeeded = response.status >= 200 && response.status < 300;
    if (!has_succeeded || !problem_code(body).empty()) return read_problem(body, response);
    Accepted accepted;
    if (auto id = text_member(body, "message_uuid"); is_id(id)) accepted.ids.emplace_back(std::move(id));
    return accepted;
}

}   // namespace smsgw::providers::vonage
