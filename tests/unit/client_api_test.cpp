// The api listener over storage in memory: what a client asks and what it is told.
#include "support/client_api_fixture.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;
using test::ClientApiTest;

TEST_F(ClientApiTest, AcceptsAMessage) {
    const auto response = send(body);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.content_type, "application/json");
    const auto out = json::parse(response.body);
    const auto msgid = out["msgid"].get<std::string>();
    EXPECT_EQ(header_of(response, "Location"), "/messages/" + msgid);
    EXPECT_EQ(header_of(response, "Idempotency-Replayed"), "");
    EXPECT_EQ(out["status"], "queued");
    EXPECT_EQ(out["to"], "+31612345678");
    EXPECT_EQ(out["country"], "NL");
    EXPECT_EQ(out["encoding"], "GSM-7");
    EXPECT_EQ(out["segments"], 1);
    EXPECT_EQ(out["lane"], "normal");
    EXPECT_EQ(out["reference"], "order-1");
    EXPECT_EQ(out["price_estimate"], json::parse(R"({"amount": "0.045", "currency": "EUR"})"));
    EXPECT_EQ(out["accepted_at"], "2026-01-02T03:04:05.000Z");
    EXPECT_EQ(out["expires_at"], "2026-01-03T03:04:05.000Z");
    // and it is in storage, for the account of the key
    EXPECT_EQ(s.view(MsgId(msgid)).message.account.str(), "shop");
    EXPECT_EQ(s.lease_one().message.text.reveal(), "Hi");
}

TEST_F(ClientApiTest, AcceptsItUnderTheVersionedPathToo) {
    EXPECT_EQ(send_text(body.dump(), Call{}, "/v1/messages").status, 202);
}

TEST_F(ClientApiTest, AnswersARepeatedKeyWithTheFirstMessage) {
    const Call call{.idempotency_key = "order-1"};
    const auto first = send(body, call);
    s.clock.advance(std::chrono::minutes{1});
    const auto again = send(body, call);
    EXPECT_EQ(again.status, 202);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(header_of(again, "Location"), header_of(first, "Location"));
    EXPECT_EQ(header_of(again, "Idempotency-Replayed"), "true");
    EXPECT_EQ(s.storage.messages.size(), 1U);
}

TEST_F(ClientApiTest, SchedulesAMessage) {
    auto fields = body;
    fields["send_at"] = "2026-01-02T04:04:05Z";
    const auto out = json::parse(send(fields).body);
    EXPECT_EQ(out["status"], "scheduled");
    EXPECT_EQ(out["send_at"], "2026-01-02T04:04:05.000Z");
    EXPECT_EQ(out["expires_at"], "2026-01-03T04:04:05.000Z");   // the validity counts from then on
    EXPECT_TRUE(s.lease().empty());
    s.advance(std::chrono::hours{1});
    s.promote();
    EXPECT_EQ(s.timeline(MsgId(out["msgid"])), "scheduled queued");
}

TEST_F(ClientApiTest, CancelsWhatWasNeverSubmittedAndSaysSoAgain) {
    const auto msgid = json::parse(send(body).body)["msgid"].get<std::string>();
    for (int turn = 0; turn < 2; ++turn) {
        const auto response = cancel(msgid);
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(json::parse(response.body)["status"], "canceled");
        EXPECT_EQ(json::parse(response.body)["resend_safe"], true);
    }
}

TEST_F(ClientApiTest, DoesNotCancelWhatMayHaveBeenSubmitted) {
    const auto msgid = json::parse(send(body).body)["msgid"].get<std::string>();
    s.begun(s.lease_one());
    EXPECT_EQ(code_of(cancel(msgid)), "409 too_late_to_cancel");
    EXPECT_EQ(s.status(MsgId(msgid)), MsgStatus::submitting);
}

TEST_F(ClientApiTest, DoesNotCancelWhatIsNotTheCallers) {
    const auto msgid = json::parse(send(body).body)["msgid"].get<std::string>();
    EXPECT_EQ(code_of(cancel(msgid, "bank-key")), "404 not_found");
    EXPECT_EQ(code_of(cancel("m_00" + std::string(20, 'z'))), "404 not_found");
    EXPECT_EQ(code_of(cancel(msgid, "nobody")), "401 unauthorized");
    EXPECT_EQ(s.status(MsgId(msgid)), MsgStatus::queued);
}

TEST_F(ClientApiTest, RefusesAnotherMessageUnderAUsedKey) {
    const Call call{.idempotency_key = "order-1"};
    send(body, call);
    auto other = body;
    other["message"] = "Ho";
    EXPECT_EQ(code_of(send(other, call)), "422 idempotency_key_reused");
    EXPECT_EQ(s.storage.messages.size(), 1U);
}

TEST_F(ClientApiTest, ShowsAMessageToItsAccount) {
    const auto msgid = s.submitted().str();
    const auto response = show(msgid);
    EXPECT_EQ(response.status, 200);
    const auto out = json::parse(response.body);
    EXPECT_EQ(out["msgid"], msgid);
    EXPECT_EQ(out["status"], "submitted");
    EXPECT_EQ(out["events"].size(), 3U);
    EXPECT_EQ(
        ask(test::a_request("GET", "/v1/messages/" + msgid, "", {{"Authorization", "Bearer shop-key"}})).body,
        response.body);
}

TEST_F(ClientApiTest, HidesAMessageFromOtherAccountsAsIfItWereNotThere) {
    const auto msgid = s.admit().msgid.str();
    const auto hidden = show(msgid, "bank-key");
    EXPECT_EQ(code_of(hidden), "404 not_found");
    EXPECT_EQ(hidden.body, show("m_0000000000000000000zzz", "bank-key").body);
    EXPECT_EQ(show("nonsense").body, hidden.body);
}

TEST_F(ClientApiTest, AsksForAKeyWithTheRightScope) {
    const auto msgid = s.admit().msgid.str();
    EXPECT_EQ(code_of(send(body, {.key = ""})), "401 unauthorized");
    EXPECT_EQ(code_of(send(body, {.key = "wrong"})), "401 unauthorized");
    EXPECT_EQ(code_of(show(msgid, "wrong")), "401 unauthorized");
    EXPECT_EQ(code_of(send(body, {.key = "shop-read"})), "403 forbidden");
    EXPECT_EQ(code_of(show(msgid, "shop-send")), "403 forbidden");
    EXPECT_EQ(send(body, {.key = "shop-send"}).status, 202);
    EXPECT_EQ(show(msgid, "shop-read").status, 200);
}

TEST_F(ClientApiTest, LooksAtTheKeyBeforeTheBody) {
    EXPECT_EQ(code_of(send_text("nonsense", {.key = "wrong"})), "401 unauthorized");
    EXPECT_EQ(code_of(send_text("nonsense", {.key = "wrong", .content_type = "text/plain"})),
              "401 unauthorized");
}

TEST_F(ClientApiTest, TakesJsonOnly) {
    for (const auto* type : {"", "text/plain", "application/x-www-form-urlencoded", "application/jsonx",
                             "application/json-patch+json", "multipart/form-data"})
        EXPECT_EQ(code_of(send(body, {.content_type = type})), "415 media_type_unsupported") << type;
    for (const auto* type : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                             "application/json ;charset=utf-8"})
        EXPECT_EQ(send(body, {.content_type = type}).status, 202) << type;
}

TEST_F(ClientApiTest, SaysWhatIsWrongWithTheRequest) {
    EXPECT_EQ(code_of(send_text("nonsense", Call{})), "400 json_malformed");
    EXPECT_EQ(code_of(send(json::object())), "422 field_missing");
    EXPECT_EQ(code_of(send({{"to", "+31201234567"}, {"message", "Hi"}})), "422 number_not_mobile");
    EXPECT_EQ(code_of(send(body, {.idempotency_key = "two words"})), "400 idempotency_key_invalid");
    EXPECT_TRUE(s.storage.messages.empty());
}

TEST_F(ClientApiTest, NamesEveryWrongFieldButNotWhatIsInIt) {
    const auto response = send({{"to", "+31201234567"}, {"message", "secret\x07words"}, {"lane", "express"}});
    const auto out = json::parse(response.body);
    EXPECT_EQ(out["errors"].size(), 3U);
    EXPECT_EQ(out["request_id"], "r1");
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_EQ(response.body.find("201234567"), std::string::npos);
}

TEST_F(ClientApiTest, PlansADryRunAndStoresNothing) {
    auto dry = body;
    dry["dry_run"] = true;
    const auto response = send(dry, {.idempotency_key = "order-1"});
    EXPECT_EQ(response.status, 200);
    const auto out = json::parse(response.body);
    EXPECT_EQ(out["dry_run"], true);
    EXPECT_EQ(out["route"], json::parse(R"({"name": "#1", "reasons": ["prefix +31"]})"));
    EXPECT_EQ(out["candidates"][0]["provider"], "x");
    EXPECT_EQ(out["candidates"][1]["provider"], "y");
    EXPECT_EQ(out["price_estimate"]["amount"], "0.045");
    EXPECT_EQ(out["blockers"], json::array());
    EXPECT_TRUE(s.storage.messages.empty());
    EXPECT_TRUE(s.storage.idempotency.empty());
    dry["to"] = "+4915123456789";
    EXPECT_EQ(json::parse(send(dry).body)["blockers"], json::array({"no_route"}));
}

TEST_F(ClientApiTest, AsksForAnIdempotencyKeyWhereTheAccountMustSendOne) {
    EXPECT_EQ(code_of(send(body, {.key = "careful-key"})), "400 idempotency_key_required");
    EXPECT_EQ(send(body, {.key = "careful-key", .idempotency_key = "order-1"}).status, 202);
    EXPECT_EQ(s.storage.messages.size(), 1U);
    // A dry run stores nothing that could come twice.
    auto dry = body;
    dry["dry_run"] = true;
    EXPECT_EQ(send(dry, {.key = "careful-key"}).status, 200);
}

TEST_F(ClientApiTest, SaysWhenToComeBackWhileStorageIsAwayOrFull) {
    const auto msgid = s.admit().msgid.str();
    for (const Errc code : {Errc::storage_unavailable, Errc::storage_full}) {
        s.storage.failure = code;
        for (const auto& response : {send(body), show(msgid)}) {
            EXPECT_EQ(code_of(response), "503 " + std::string(error_name(code)));
            EXPECT_EQ(header_of(response, "Retry-After"), "5");
        }
    }
    s.storage.failure = Errc{};
    EXPECT_EQ(s.storage.messages.size(), 1U);
}

TEST_F(ClientApiTest, CallsAFaultOfStorageAFaultOfOurs) {
    const auto msgid = s.admit().msgid.str();
    s.storage.failure = Errc::redis_reply_unexpected;
    EXPECT_EQ(code_of(send(body)), "500 internal_error");
    EXPECT_EQ(code_of(show(msgid)), "500 internal_error");
}

}   // namespace
}   // namespace smsgw::api
