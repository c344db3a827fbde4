// The suppression list as an account's service sees it.
#include "support/client_api_fixture.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;
using Reason = SuppressionReason;

class ClientApiSuppressions : public test::ClientApiTest {
protected:
    http::Response add(const json& fields, const std::string& key = "shop-key") {
        return ask(
            test::a_request("POST", "/suppressions", fields.dump(), {{"Authorization", "Bearer " + key}}));
    }
    http::Response list(const std::string& query = "", const std::string& key = "shop-key") {
        return ask(test::a_request("GET", "/suppressions" + query, "", {{"Authorization", "Bearer " + key}}));
    }
    http::Response remove(const std::string& to = "+31612345678", const std::string& key = "shop-key") {
        return ask(
            test::a_request("DELETE", "/suppressions/" + to, "", {{"Authorization", "Bearer " + key}}));
    }
    void store(Reason reason, SuppressionScope scope = AccountId("shop")) {
        Suppression entry{.number = number, .scope = std::move(scope), .reason = reason};
        test::value_of(s.run(s.suppressions().add(std::move(entry))));
    }

    const E164Number number = *E164Number::parse("+31612345678");
};

TEST_F(ClientApiSuppressions, KeepMessagesOut) {
    EXPECT_EQ(add({{"to", "+31 6 12345678"}}).status, 200);
    const auto refused = send(body);
    EXPECT_EQ(code_of(refused), "422 recipient_suppressed");
    EXPECT_EQ(refused.body.find("612345678"), std::string::npos);
    // and of a batch only those
    const json batch{{"messages", {body, {{"to", "+31612345679"}, {"message", "Hi"}}}}};
    const auto results = json::parse(send_text(batch.dump(), Call{}, "/send/batch").body)["results"];
    EXPECT_EQ(results[0]["code"], "recipient_suppressed");
    EXPECT_EQ(results[1]["http_status"], 202);
}

TEST_F(ClientApiSuppressions, AreAnsweredAsTheyAreStored) {
    const auto entry = json::parse(add({{"to", "0612345678"},
                                        {"region", "NL"},
                                        {"reason", "stop"},
                                        {"until", "2099-01-02T03:04:05Z"},
                                        {"note", "Café"}})
                                       .body);
    EXPECT_EQ(entry["to"], "+31612345678");
    EXPECT_EQ(entry["scope"], "account");
    EXPECT_EQ(entry["reason"], "stop");
    EXPECT_EQ(entry["until"], "2099-01-02T03:04:05.000Z");
    EXPECT_EQ(entry["provider"], nullptr);
    EXPECT_EQ(entry["note"], "Café");
    EXPECT_EQ(json::parse(list().body)["suppressions"], json::array({entry}));
}

TEST_F(ClientApiSuppressions, AreListedPageByPageTheAccountsOwnFirst) {
    store(Reason::stop, {});
    store(Reason::manual);
    store(Reason::stop);
    store(Reason::manual, AccountId("bank"));
    std::string seen;
    for (json cursor = "o0"; !cursor.is_null();) {
        const auto page = json::parse(list("?limit=1&cursor=" + cursor.get<std::string>()).body);
        for (const auto& entry : page["suppressions"])
            seen += entry["scope"].get<std::string>() + " " + entry["reason"].get<std::string>() + ", ";
        cursor = page["next"];
    }
    EXPECT_EQ(seen, "account manual, account stop, all stop, ");
}

TEST_F(ClientApiSuppressions, AreLiftedByTheAccountWhenItHasMadeThem) {
    store(Reason::manual);
    EXPECT_EQ(remove().status, 200);
    EXPECT_EQ(send(body).status, 202);
    EXPECT_EQ(code_of(remove()), "404 not_found");
    EXPECT_EQ(code_of(remove("31612345678")), "404 not_found");
}

TEST_F(ClientApiSuppressions, AreLiftedByAnAdministratorAloneWhenTheRecipientHasAskedForThem) {
    for (const auto reason : {Reason::stop, Reason::carrier}) {
        store(Reason::manual);
        store(reason);
        EXPECT_EQ(code_of(remove()), "403 forbidden");
        EXPECT_EQ(s.storage.suppressions.size(), 2U) << "all or nothing";
        const auto lifted = remove("+31612345678", "shop-admin");
        EXPECT_EQ(json::parse(lifted.body)["removed"], 2);
    }
}

TEST_F(ClientApiSuppressions, OfAllAccountsAreNotTheAccountsToLift) {
    store(Reason::manual, {});
    EXPECT_EQ(code_of(remove("+31612345678", "shop-admin")), "404 not_found");
    EXPECT_EQ(code_of(send(body)), "422 recipient_suppressed");
}

TEST_F(ClientApiSuppressions, NeedAKeyWithTheScope) {
    EXPECT_EQ(list("", "shop-send").status, 403);
    EXPECT_EQ(add({{"to", "+31612345678"}}, "shop-read").status, 403);
    EXPECT_EQ(remove("+31612345678", "shop-read").status, 403);
    EXPECT_EQ(list("", "nobody").status, 401);
}

TEST_F(ClientApiSuppressions, NameEverythingThatIsWrong) {
    const std::pair<json, std::string> rows[] = {
        {json::object(), "to field_missing"},
        {{{"to", 7}}, "to field_type"},
        {{{"to", "+31612345678"}, {"more", "x"}}, "more field_unknown"},
        {{{"to", "+31612345678"}, {"region", "XX"}}, "region region_unknown"},
        {{{"to", "0612345678"}}, "to region_required"},
        {{{"to", "x"}, {"reason", "carrier"}, {"until", "soon"}, {"note", "a\nb"}},
         "to number_invalid, reason reason_unknown, until until_invalid, note note_invalid"},
        {{{"to", "+31612345678"}, {"until", "2001-01-01T00:00:00Z"}, {"note", std::string(201, 'x')}},
         "until until_invalid, note note_invalid"},
    };
    for (const auto& [fields, expected] : rows) {
        std::string found;
        const auto answer = json::parse(add(fields).body);
        for (const auto& error : answer.at("errors"))
            found += (found.empty() ? "" : ", ") + error["field"].get<std::string>() + " " +
                     error["code"].get<std::string>();
        EXPECT_EQ(found, expected) << fields.dump();
    }
    EXPECT_EQ(code_of(list("?limit=101")), "422 limit_out_of_range");
    for (const std::string cursor : {"", "0", "x0", "o", "o1x", "o-1", "a99999999999999999999"})
        EXPECT_EQ(code_of(list("?cursor=" + cursor)), "422 cursor_invalid") << cursor;
    EXPECT_TRUE(s.storage.suppressions.empty());
}

TEST_F(ClientApiSuppressions, SayWhenStorageIsAway) {
    s.storage.failure = Errc::storage_unavailable;
    EXPECT_EQ(code_of(list()), "503 storage_unavailable");
    EXPECT_EQ(code_of(add({{"to", "+31612345678"}})), "503 storage_unavailable");
    EXPECT_EQ(code_of(remove()), "503 storage_unavailable");
}

}   // namespace
}   // namespace smsgw::api
