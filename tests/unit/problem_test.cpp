// Every error that a client or a provider can meet, with its status; the rest is a fault of ours and says no more.
#include "api/problem.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

namespace smsgw::api {
namespace {

using nlohmann::json;

const std::map<Errc, int> statuses = {
    {Errc::json_malformed, 400},
    {Errc::field_missing, 422},
    {Errc::field_unknown, 422},
    {Errc::field_type, 422},
    {Errc::number_invalid, 422},
    {Errc::number_not_mobile, 422},
    {Errc::region_required, 422},
    {Errc::region_unknown, 422},
    {Errc::message_empty, 422},
    {Errc::message_too_long, 422},
    {Errc::message_control_character, 422},
    {Errc::sender_missing, 422},
    {Errc::sender_invalid, 422},
    {Errc::sender_not_allowed, 422},
    {Errc::lane_unknown, 422},
    {Errc::lane_not_allowed, 422},
    {Errc::validity_out_of_range, 422},
    {Errc::send_at_invalid, 422},
    {Errc::on_ambiguous_unknown, 422},
    {Errc::callback_url_invalid, 422},
    {Errc::callback_url_not_allowed, 422},
    {Errc::too_late_to_cancel, 409},
    {Errc::reference_invalid, 422},
    {Errc::batch_size_invalid, 422},
    {Errc::limit_out_of_range, 422},
    {Errc::country_not_enabled, 422},
    {Errc::end_user_ip_invalid, 422},
    {Errc::session_id_invalid, 422},
    {Errc::captcha_token_invalid, 422},
    {Errc::step_up_not_allowed, 422},
    {Errc::rate_limited, 429},
    {Errc::too_many_in_flight, 429},
    {Errc::recipient_limited, 429},
    {Errc::spend_cap_reached, 429},
    {Errc::challenge_required, 403},
    {Errc::not_admitted, 403},
    {Errc::recipient_suppressed, 422},
    {Errc::reason_unknown, 422},
    {Errc::until_invalid, 422},
    {Errc::note_invalid, 422},
    {Errc::cursor_invalid, 422},
    {Errc::idempotency_key_invalid, 400},
    {Errc::idempotency_key_required, 400},
    {Errc::idempotency_key_reused, 422},
    {Errc::unauthorized, 401},
    {Errc::auth_limited, 429},
    {Errc::forbidden, 403},
    {Errc::not_found, 404},
    {Errc::method_not_allowed, 405},
    {Errc::length_required, 411},
    {Errc::body_too_large, 413},
    {Errc::media_type_unsupported, 415},
    {Errc::target_too_long, 414},
    {Errc::header_too_large, 431},
    {Errc::request_malformed, 400},
    {Errc::transfer_encoding_refused, 501},
    {Errc::version_unsupported, 505},
    {Errc::request_timeout, 408},
    {Errc::overloaded, 503},
    {Errc::not_ready, 503},
    {Errc::storage_unavailable, 503},
    {Errc::storage_full, 503},
    {Errc::internal_error, 500},
    {Errc::signature_missing, 401},
    {Errc::signature_bad, 401},
    {Errc::signature_expired, 401},
    {Errc::report_malformed, 400},
    {Errc::stopping, 503},
};

constexpr int last_value = static_cast<int>(Errc::config_invalid);

std::string header_of(const http::Response& response, std::string_view name) {
    return std::string(http::find_header(response.headers, name));
}

TEST(Problem, HasTheStatusOfTheTableForEachErrorAndNeverASuccess) {
    for (int value = 1; value <= last_value; ++value) {
        const auto code = static_cast<Errc>(value);
        const auto row = statuses.find(code);
        // What is not in the table is ours alone: Redis, HTTP out, the process. A client learns that it is our fault.
        const int expected = row == statuses.end() ? 500 : row->second;
        EXPECT_EQ(status_of(code), expected) << error_name(code);
        EXPECT_EQ(problem(code, "r1").status, expected) << error_name(code);
    }
}

TEST(Problem, SaysNothingOfAFaultOfOursButThatItIsOne) {
    const auto body = json::parse(problem(Errc::redis_reply_unexpected, "r1").body);
    EXPECT_EQ(body["code"], "internal_error");
    EXPECT_EQ(body.dump().find("redis"), std::string::npos);
}

TEST(Problem, HasTheFieldsOfRfc9457) {
    const auto response = problem(Errc::not_found, "r1");
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = json::parse(response.body);
    EXPECT_EQ(body["type"], "/problems/not_found");
    EXPECT_EQ(body["title"], "Not found");
    EXPECT_EQ(body["status"], 404);
    EXPECT_EQ(body["code"], "not_found");
    EXPECT_EQ(body["instance"], "urn:smsgw:request:r1");
    EXPECT_EQ(body["request_id"], "r1");
    EXPECT_FALSE(body.contains("errors"));
}

TEST(Problem, HasATitleOfItsOwnForEachRow) {
    for (const auto& [code, status] : statuses) {
        const auto body = json::parse(problem(code, "r1").body);
        EXPECT_EQ(body["code"], error_name(code));
        EXPECT_EQ(body["status"], status);
        EXPECT_FALSE(body["title"].get<std::string>().empty());
    }
}

TEST(Problem, ListsEveryFieldAndTakesTheStatusOfTheFirst) {
    const auto response = problem(
        {{"to", Errc::number_invalid, "Not a number."}, {"lane", Errc::lane_unknown, "No lane."}}, "r1");
    const auto body = json::parse(response.body);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(body["code"], "number_invalid");
    EXPECT_EQ(body["detail"], "Not a number.");
    ASSERT_EQ(body["errors"].size(), 2U);
    EXPECT_EQ(body["errors"][0],
              (json{{"field", "to"}, {"code", "number_invalid"}, {"detail", "Not a number."}}));
    EXPECT_EQ(body["errors"][1], (json{{"field", "lane"}, {"code", "lane_unknown"}, {"detail", "No lane."}}));
}

TEST(Problem, TellsWhenToComeBackAndHowToSignIn) {
    for (const auto& [code, status] : statuses) {
        const auto response = problem(code, "r1");
        const auto* const pause = status == 503 ? "5" : code == Errc::auth_limited ? "60" : "";
        EXPECT_EQ(header_of(response, "Retry-After"), pause) << error_name(code);
        EXPECT_EQ(header_of(response, "WWW-Authenticate"), status == 401 ? "Bearer" : "") << error_name(code);
    }
}

}   // namespace
}   // namespace smsgw::api
