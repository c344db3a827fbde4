// What is said without a key: the contract, its page, and what each error means.
#include "api/contract_api.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "api/health_api.hpp"
#include "api/openapi_text.hpp"
#include "api/problem.hpp"
#include "api/problem_catalogue.hpp"
#include "support/client_api_fixture.hpp"

namespace smsgw::api {
namespace {

using nlohmann::json;

class ContractApiTest : public testing::Test {
protected:
    http::Response get(const std::string& target, const std::string& accept = "*/*") {
        auto routes = contract_routes();
        for (auto& route : docs_routes()) routes.push_back(std::move(route));
        return test::call_handler(io, routes, test::a_request("GET", target, "", {{"Accept", accept}}));
    }
    asio::io_context io;
};

TEST_F(ContractApiTest, GivesTheDocument) {
    const auto response = get("/openapi.json");
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(json::parse(response.body)["openapi"], "3.1.0");
}

TEST_F(ContractApiTest, ShowsTheDocumentOnAPageThatAsksNobodyElse) {
    const auto response = get("/docs");
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_NE(response.body.find(openapi_text), std::string::npos);
    EXPECT_EQ(response.body.find("{{openapi}}"), std::string::npos);
    for (const auto* outside : {"src=", "<link", "@import", "url(", "fetch("})
        EXPECT_EQ(response.body.find(outside), std::string::npos) << outside;
    EXPECT_EQ(openapi_text.find("</"), std::string_view::npos) << "would end the script that holds it";
}

TEST_F(ContractApiTest, ExplainsEachCodeThatAProblemCanHave) {
    for (const auto& kind : problem_catalogue()) {
        const auto type = json::parse(problem(kind.code, "r1").body)["type"].get<std::string>();
        const auto out = json::parse(get(type).body);
        EXPECT_EQ(out["code"], error_name(kind.code));
        EXPECT_EQ(out["status"], kind.status);
        EXPECT_FALSE(out["cause"].get<std::string>().empty());
        EXPECT_FALSE(out["remedy"].get<std::string>().empty());
        const auto html = get(type, "text/html,*/*;q=0.8");
        EXPECT_EQ(html.content_type, "text/html; charset=utf-8");
        EXPECT_NE(html.body.find("<code>" + std::string(error_name(kind.code)) + "</code>"),
                  std::string::npos);
    }
    EXPECT_EQ(get("/problems/no_such_code").status, 404);
    EXPECT_EQ(get("/problems/redis_timeout").status, 404);
}

TEST_F(ContractApiTest, NamesEveryCodeInTheDocument) {
    std::set<std::string> codes;
    for (const auto& kind : problem_catalogue()) codes.emplace(error_name(kind.code));
    const auto document = json::parse(openapi_text);
    EXPECT_EQ(document["components"]["schemas"]["Code"]["enum"].get<std::set<std::string>>(), codes);
}

std::set<std::string> documented(std::string_view listener) {
    std::set<std::string> calls;
    const auto document = json::parse(openapi_text);
    for (const auto& [path, item] : document["paths"].items())
        for (const auto& [method, operation] : item.items())
            for (const auto& tag : operation["tags"])
                if (tag == listener) calls.insert(method + " " + path);
    return calls;
}

std::set<std::string> served(std::initializer_list<std::vector<http::Route>> tables) {
    std::set<std::string> calls;
    for (const auto& table : tables)
        for (const auto& route : table) {
            auto call = route.method + " " + route.pattern;
            for (char& c : call)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            calls.insert(call);
        }
    return calls;
}

using test::ClientApiTest;

TEST_F(ClientApiTest, HasEveryRouteInTheDocumentAndNoOther) {
    const auto health = health_routes([] { return std::vector<std::string>(); }, [] { return std::vector<std::string>(); });
    EXPECT_EQ(served({client_api.routes(), contract_routes()}), documented("api"));
    EXPECT_EQ(served({health, contract_routes(), docs_routes()}), documented("admin"));
}

// docs/problems.md is this table for reading.
TEST_F(ContractApiTest, HasTheCatalogueInTheDocuments) {
    std::string wanted =
        "# Problems\n\nEvery `code` of an error, as the gateway explains it at `/problems/{code}`.\n\n"
        "| code | status | means | cause | remedy |\n|---|---:|---|---|---|\n";
    for (const auto& kind : problem_catalogue())
        wanted += "| `" + std::string(error_name(kind.code)) + "` | " + std::to_string(kind.status) + " | " +
                  kind.title + " | " + kind.cause + " | " + kind.remedy + " |\n";
    std::ifstream file(SMSGW_SOURCE_DIR "/docs/problems.md");
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), wanted) << "docs/problems.md should be:\n" << wanted;
}

}   // namespace
}   // namespace smsgw::api
