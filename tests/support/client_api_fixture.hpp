// The api listener over storage in memory, and three accounts to call it with.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/client_api.hpp"
#include "support/fake_bench.hpp"
#include "support/gatekeeper_fixture.hpp"
#include "support/handler_call.hpp"

namespace smsgw::test {

inline const Secret pepper("pepper");

inline Account account_of(const std::string& id) {
    Account account;
    account.id = AccountId(id);
    account.default_sender = Sender("Shop");
    account.keys = {{.hash = api::hash_key(pepper, id + "-key")},
                    {.hash = api::hash_key(pepper, id + "-send"), .scopes = {Scope::send}},
                    {.hash = api::hash_key(pepper, id + "-read"), .scopes = {Scope::read}},
                    {.hash = api::hash_key(pepper, id + "-admin"), .scopes = {Scope::send, Scope::admin}}};
    return account;
}

inline std::vector<Account> all_accounts() {
    auto careful = account_of("careful");
    careful.require_idempotency_key = true;
    return {account_of("shop"), account_of("bank"), careful};
}

class ClientApiTest : public testing::Test {
protected:
    struct Call {
        std::string key = "shop-key";
        std::string content_type = "application/json";
        std::string idempotency_key = {};
        std::string trace = {};
    };

    http::Response ask(http::Request request) {
        return call_handler(s.io, client_api.routes(), std::move(request));
    }
    http::Response send(const nlohmann::json& fields, const Call& call) {
        return send_text(fields.dump(), call);
    }
    http::Response send(const nlohmann::json& fields) { return send(fields, Call{}); }
    http::Response send_text(const std::string& text, const Call& call, const std::string& path = "/send") {
        std::vector<http::Header> headers{{"Content-Type", call.content_type}};
        if (!call.key.empty()) headers.emplace_back("Authorization", "Bearer " + call.key);
        if (!call.idempotency_key.empty()) headers.emplace_back("Idempotency-Key", call.idempotency_key);
        if (!call.trace.empty()) headers.emplace_back("traceparent", call.trace);
        return ask(a_request("POST", path, text, std::move(headers)));
    }
    http::Response show(const std::string& msgid, const std::string& key = "shop-key") {
        return ask(a_request("GET", "/messages/" + msgid, "", {{"Authorization", "Bearer " + key}}));
    }
    http::Response cancel(const std::string& msgid, const std::string& key = "shop-key") {
        return ask(
            a_request("POST", "/messages/" + msgid + "/cancel", "", {{"Authorization", "Bearer " + key}}));
    }
    static std::string code_of(const http::Response& response) {
        return std::to_string(response.status) + " " + nlohmann::json::parse(response.body).value("code", "");
    }
    static std::string header_of(const http::Response& response, std::string_view name) {
        return std::string(http::find_header(response.headers, name));
    }

    FakeBench s;
    Gate gate{pepper, all_accounts(), s.clock};
    dispatch::RouteTable table{{{.prefix = "+31", .providers = {ProviderId("x"), ProviderId("y")}}}};
    dispatch::PriceTable prices{{{.provider = ProviderId("x"), .micros = 45'000}}};
    api::ClientApi client_api{
        gate.keeper, {s.messages(), s.ledger(), s.admission, s.suppressions()}, {}, nullptr, {table, prices},
        s.clock};
    const nlohmann::json body{{"to", "+31612345678"}, {"message", "Hi"}, {"reference", "order-1"}};
};

}   // namespace smsgw::test
