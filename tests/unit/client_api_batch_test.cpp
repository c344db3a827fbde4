// The calls for many messages and for the account itself.
#include "support/client_api_fixture.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;
using test::ClientApiTest;

class ClientApiBatchTest : public ClientApiTest {
protected:
    http::Response send_batch(const json& messages, const Call& call = {}) {
        return send_text(json{{"messages", messages}}.dump(), call, "/send/batch");
    }
    static json results_of(const http::Response& response) { return json::parse(response.body)["results"]; }
};

TEST_F(ClientApiBatchTest, AnswersEachMessageAsIfItWereSentAlone) {
    const json dry{{"to", "+31612345678"}, {"message", "Hi"}, {"dry_run", true}};
    const auto response =
        send_batch({body, {{"to", "+31201234567"}, {"message", "Hi"}}, dry, "nonsense", body});
    EXPECT_EQ(response.status, 202);
    auto results = results_of(response);
    ASSERT_EQ(results.size(), 5U);
    EXPECT_EQ(results[0]["http_status"], 202);
    EXPECT_EQ(results[0]["status"], "queued");
    EXPECT_EQ(results[1]["code"], "number_not_mobile");
    EXPECT_EQ(results[1]["http_status"], 422);
    EXPECT_EQ(results[2]["dry_run"], true);
    EXPECT_EQ(results[2]["http_status"], 200);
    EXPECT_EQ(results[3]["code"], "field_type");
    EXPECT_NE(results[4]["msgid"], results[0]["msgid"]);
    EXPECT_EQ(s.storage.messages.size(), 2U);
    for (const auto* wrong : {"http_status", "replayed"}) results[0].erase(wrong);
    auto alone = json::parse(send(body).body);
    alone["msgid"] = results[0]["msgid"];
    EXPECT_EQ(results[0], alone);
}

TEST_F(ClientApiBatchTest, GivesEachMessageAnIdempotencyKeyOfItsOwn) {
    const Call call{.idempotency_key = "night-run"};
    const auto first = results_of(send_batch({body, body}, call));
    const auto again = results_of(send_batch({body, body}, call));
    EXPECT_EQ(s.storage.messages.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(again[i]["msgid"], first[i]["msgid"]);
        EXPECT_EQ(first[i]["replayed"], false);
        EXPECT_EQ(again[i]["replayed"], true);
    }
    // One of them can be repeated alone.
    EXPECT_EQ(json::parse(send(body, {.idempotency_key = "night-run#1"}).body)["msgid"], first[1]["msgid"]);
}

TEST_F(ClientApiBatchTest, KeepsTheTraceOfTheCallWithEachMessage) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    send_batch({body, body}, {.trace = trace});
    send(body, {.trace = trace});
    ASSERT_EQ(s.storage.messages.size(), 3U);
    for (const auto& [msgid, stored] : s.storage.messages) EXPECT_EQ(stored.view.message.trace.str(), trace);
}

TEST_F(ClientApiBatchTest, TakesACallWithAWrongTraceAsOneWithout) {
    EXPECT_EQ(send(body, {.trace = "00-not-a-trace"}).status, 202);
    for (const auto& [msgid, stored] : s.storage.messages) EXPECT_TRUE(stored.view.message.trace.empty());
}

TEST_F(ClientApiBatchTest, AsksForAKeyWhereTheAccountMustSendOne) {
    EXPECT_EQ(results_of(send_batch(json::array({body}), {.key = "careful-key"}))[0]["code"],
              "idempotency_key_required");
    EXPECT_EQ(results_of(send_batch(json::array({body}),
                                    {.key = "careful-key", .idempotency_key = "a"}))[0]["http_status"],
              202);
}

TEST_F(ClientApiBatchTest, TellsOfEachMessageWhatStorageSaid) {
    s.storage.failure = Errc::storage_full;
    const auto results = results_of(send_batch({body, body}));
    for (const auto& result : results) EXPECT_EQ(result["code"], "storage_full");
}

TEST_F(ClientApiBatchTest, RefusesWhatIsNoBatch) {
    const auto batch = [this](const std::string& text) {
        return code_of(send_text(text, Call{}, "/send/batch"));
    };
    EXPECT_EQ(batch("nonsense"), "400 json_malformed");
    EXPECT_EQ(batch("[]"), "400 json_malformed");
    EXPECT_EQ(batch("{}"), "422 field_missing");
    EXPECT_EQ(batch(R"({"messages":null})"), "422 field_missing");
    EXPECT_EQ(batch(R"({"messages":{}})"), "422 field_type");
    EXPECT_EQ(batch(R"({"messages":[]})"), "422 batch_size_invalid");
    EXPECT_EQ(batch(R"({"messages":[{}],"more":1})"), "422 field_unknown");
    EXPECT_EQ(code_of(send_batch(json(1001, body))), "422 batch_size_invalid");
    EXPECT_EQ(code_of(send_batch(json::array({body}), {.key = "shop-read"})), "403 forbidden");
    EXPECT_EQ(code_of(send_batch(json::array({body}), {.content_type = "text/plain"})),
              "415 media_type_unsupported");
    EXPECT_EQ(send_batch(json(1000, body)).status, 202);
    EXPECT_EQ(s.storage.messages.size(), 1000U);
}

class ClientApiAccountTest : public ClientApiTest {
protected:
    http::Response get(const std::string& target, const std::string& key = "shop-key") {
        return ask(test::a_request("GET", target, "", {{"Authorization", "Bearer " + key}}));
    }
};

TEST_F(ClientApiAccountTest, ListsTheMessagesOfAReference) {
    const auto first = json::parse(send(body).body)["msgid"];
    const auto second = json::parse(send(body).body)["msgid"];
    const auto list = json::parse(get("/messages?reference=order-1").body)["messages"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["msgid"], second);
    EXPECT_EQ(list[1], json::parse(show(first).body));
    EXPECT_EQ(json::parse(get("/v1/messages?limit=1&reference=order%2D1").body)["messages"].size(), 1U);
    EXPECT_EQ(get("/messages?reference=order-1", "bank-key").body, R"({"messages":[]})");
    EXPECT_EQ(code_of(get("/messages?reference=order-1", "shop-send")), "403 forbidden");
}

TEST_F(ClientApiAccountTest, RefusesAQueryThatItDoesNotKnow) {
    EXPECT_EQ(code_of(get("/messages")), "422 field_missing");
    EXPECT_EQ(code_of(get("/messages?reference=a&status=sent")), "422 field_unknown");
    EXPECT_EQ(code_of(get("/messages?reference=a&reference=b")), "422 field_unknown");
    EXPECT_EQ(code_of(get("/messages?reference=%zz")), "422 field_type");
    EXPECT_EQ(code_of(get("/messages?reference=")), "422 reference_invalid");
    EXPECT_EQ(code_of(get("/messages?reference=" + std::string(256, 'a'))), "422 reference_invalid");
    EXPECT_EQ(code_of(get("/messages?reference=a&%ff=b")), "422 field_unknown");
    for (const auto* limit : {"0", "101", "-1", "x", "", "1x"})
        EXPECT_EQ(code_of(get(std::string("/messages?reference=a&limit=") + limit)),
                  "422 limit_out_of_range");
}

TEST_F(ClientApiAccountTest, ShowsWhatItsOwnMessagesCostThisMonth) {
    for (const auto& price : {Money{20'000, "EUR"}, Money{25'000, "EUR"}, Money{1'000'000, "USD"}}) {
        s.admit();
        auto lease = s.lease_one();
        ASSERT_EQ(s.begin(lease, price), Begun::go);
        lease.attempts = 1;
        s.settle(lease, test::accepted_as());
    }
    EXPECT_EQ(
        json::parse(get("/account").body)["usage"]["spend_this_month"],
        json::parse(R"([{"amount": "0.045", "currency": "EUR"}, {"amount": "1.00", "currency": "USD"}])"));
    EXPECT_EQ(json::parse(get("/account", "bank-key").body)["usage"]["spend_this_month"], json::array());
}

TEST_F(ClientApiAccountTest, ShowsTheAccountItsKeyAndItsUse) {
    send(body);
    const auto out = json::parse(get("/account", "shop-read").body);
    EXPECT_EQ(out["account"], "shop");
    EXPECT_EQ(out["scopes"], json::array({"read"}));
    EXPECT_EQ(out["lanes"], (json{"otp", "normal", "bulk"}));
    EXPECT_EQ(out["default_sender"], "Shop");
    EXPECT_EQ(out["senders"], json::array());
    EXPECT_EQ(out["default_region"], nullptr);
    EXPECT_EQ(out["segments_max"], 10);
    EXPECT_EQ(out["require_idempotency_key"], false);
    EXPECT_EQ(out["on_ambiguous"], "hold");
    EXPECT_EQ(out["usage"],
              json::parse(R"({"messages_today": 1, "messages_this_month": 1, "spend_this_month": []})"));
    EXPECT_EQ(json::parse(get("/v1/account", "bank-key").body)["usage"]["messages_today"], 0);
    EXPECT_EQ(code_of(get("/account", "shop-send")), "403 forbidden");
    s.storage.failure = Errc::storage_unavailable;
    EXPECT_EQ(code_of(get("/account")), "503 storage_unavailable");
    EXPECT_EQ(code_of(get("/messages?reference=a")), "503 storage_unavailable");
}

}   // namespace
}   // namespace smsgw::api
