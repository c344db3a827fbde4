// Entries for API keys: what they may say, and that they are read as they are written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/config_read.hpp"
#include "base/time_text.hpp"
#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;

const std::string hash(64, 'a');

std::string problem_of(const std::string& text) {
    ApiKey key;
    return take_api_key(text, key).value_or("");
}

std::string rights_of(const std::string& text) {
    ApiKey key;
    const auto problem = take_api_key(text, key);
    return problem ? *problem : rights_text(key);
}

TEST(ApiKeyEntry, MayEndAndMayBeBoundToNetworks) {
    EXPECT_EQ(rights_of(hash), ":send,read");
    EXPECT_EQ(rights_of(hash + ":read, admin"), ":read,admin");
    EXPECT_EQ(rights_of(hash + " expires=2027-01-31"), ":send,read expires=2027-01-31T00:00:00.000Z");
    EXPECT_EQ(rights_of(hash + ":admin from=192.0.2.7,10.0.0.0/8,2001:db8::/32"),
              ":admin from=192.0.2.7,10.0.0.0/8,2001:db8::/32");
    EXPECT_EQ(rights_of(hash + ":send, read  from=192.0.2.7 expires=2027-01-31T12:00:00+01:00"),
              ":send,read expires=2027-01-31T11:00:00.000Z from=192.0.2.7");
}

TEST(ApiKeyEntry, IsReadAsItIsWritten) {
    const auto rights = ":read expires=2027-01-31T11:00:00.000Z from=192.0.2.7";
    EXPECT_EQ(rights_of(hash + rights), rights);
}

TEST(ApiKeyEntry, IsRefusedWhenAPartOfItIsNotUnderstood) {
    const std::pair<std::string, const char*> rows[] = {
        {hash + " expires=soon", "expires at no day"},
        {hash + " expires=2027-02-30", "expires at no day"},
        {hash + " expires=", "expires at no day"},
        {hash + " from=", "names no network"},
        {hash + " from=10.0.0.1/8", "'10.0.0.1/8' must be written as 10.0.0.0/8"},
        {hash + " from=office", "'office' is not an address or a network"},
        {hash + " from=10.0.0.0/8, 192.0.2.7", "something else"},
        {hash + " from=10.0.0.0/8 from=192.0.2.7", "something else"},
        {hash + " expires=2027-01-31 expires=2027-01-31", "something else"},
        {hash + " until=2027-01-31", "something else"},
        {hash + ":send expires=2027-01-31 read", "something else"},
        {hash + "expires=2027-01-31", "must be env:NAME"},
        {hash + ": from=10.0.0.0/8", "names no scope"},
    };
    for (const auto& [text, wanted] : rows) EXPECT_THAT(problem_of(text), HasSubstr(wanted)) << text;
}

TEST(ApiKeyEntry, ShowsInTheDescriptionWhatItMayAndNotItsHash) {
    auto fixture =
        test::with_toml("[auth]\npepper = \"file:/pepper\"\n[[accounts]]\nid = \"shop\"\nkeys = [\"" + hash +
                        ":send expires=2027-01-31 from=10.0.0.0/8\"]\n");
    fixture.files["/pepper"] = "a pepper of some length";
    const auto text = describe(fixture.config());
    EXPECT_THAT(text, HasSubstr("keys = [\"***:send expires=2027-01-31T00:00:00.000Z from=10.0.0.0/8\"]\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr(hash)));
}

TEST(TrustedProxies, AreAddressesAndNetworks) {
    const auto config =
        test::with_toml(
            "[auth]\ntrusted_proxies = [\"10.0.0.5\", \"2001:db8::/32\"]\nfailures_per_minute = 0\n")
            .config();
    ASSERT_EQ(config.auth.trusted_proxies.size(), 2U);
    EXPECT_EQ(config.auth.trusted_proxies[1].text(), "2001:db8::/32");
    EXPECT_EQ(config.auth.failures_per_minute, 0);
    EXPECT_THAT(test::with_toml("[auth]\ntrusted_proxies = [\"proxy\"]\n").problems(),
                testing::ElementsAre(HasSubstr("'proxy' is not an address or a network")));
}

}   // namespace
}   // namespace smsgw::app
