#include "http/router.hpp"

#include <gtest/gtest.h>

namespace smsgw::http {
namespace {

Router a_router() {
    return Router({{"GET", "/messages/{msgid}", {}},
                   {"GET", "/messages/recent", {}},
                   {"POST", "/messages/{msgid}/cancel", {}},
                   {"POST", "/send", {}},
                   {"GET", "/", {}},
                   {"GET", "/both", {}},
                   {"POST", "/both", {}},
                   {"HEAD", "/own", {}},
                   {"GET", "/own", {}},
                   {"POST", "/webhooks/{provider}/{ref}", {}}});
}

Errc refusal(std::string_view method, std::string_view path) {
    const auto router = a_router();
    const auto match = router.find(method, path);
    return match.has_error() ? static_cast<Errc>(match.error().value()) : Errc{};
}

TEST(Router, FindsExactPaths) {
    const auto router = a_router();
    EXPECT_EQ(router.find("POST", "/send")->route->pattern, "/send");
    EXPECT_EQ(router.find("GET", "/")->route->pattern, "/");
}

TEST(Router, PrefersAnExactPathToAPlaceholder) {
    const auto router = a_router();
    EXPECT_EQ(router.find("GET", "/messages/recent")->route->pattern, "/messages/recent");
}

TEST(Router, GivesParametersInOrderAndDecoded) {
    const auto router = a_router();
    EXPECT_EQ(router.find("POST", "/webhooks/sms%20tools/a%2fb%C3%A9")->params,
              (std::vector<std::string>{"sms tools", "a/b\xc3\xa9"}));
}

TEST(Router, DoesNotFindBadEscapes) {
    for (const auto* path : {"/messages/%", "/messages/%4", "/messages/%zz", "/messages/a%0g",
                             "/messages/%00", "/messages/%0d%0a", "/messages/%7f"})
        EXPECT_EQ(refusal("GET", path), Errc::not_found) << path;
}

TEST(Router, DoesNotFindAlmostMatchingPaths) {
    for (const auto* path : {"/messages/", "/messages", "/messages/a/", "/messages/a/b", "/Send", "/send/",
                             "//", "", "/messages//cancel", "/%73end"})
        EXPECT_EQ(refusal("POST", path), Errc::not_found) << path;
}

TEST(Router, TellsAWrongMethodFromAWrongPath) {
    EXPECT_EQ(refusal("GET", "/send"), Errc::method_not_allowed);
    EXPECT_EQ(refusal("HEAD", "/send"), Errc::method_not_allowed);
    EXPECT_EQ(refusal("DELETE", "/messages/x"), Errc::method_not_allowed);
}

TEST(Router, AnswersHeadByGetUnlessThereIsAnOwnRoute) {
    const auto router = a_router();
    EXPECT_EQ(router.find("HEAD", "/messages/x")->route->method, "GET");
    EXPECT_EQ(router.find("HEAD", "/own")->route->method, "HEAD");
}

TEST(Router, ListsTheMethodsOfAPath) {
    const auto router = a_router();
    EXPECT_EQ(router.allowed("/both"), "GET, HEAD, POST");
    EXPECT_EQ(router.allowed("/own"), "HEAD, GET");
    EXPECT_EQ(router.allowed("/send"), "POST");
}

}   // namespace
}   // namespace smsgw::http
