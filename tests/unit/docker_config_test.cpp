// The configuration that docker/compose.sandbox.yml mounts is one that the daemon takes.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/config_fixture.hpp"

namespace smsgw::app {
namespace {

TEST(DockerConfig, MakesTheSandboxServiceTheOnlyProvider) {
    std::ifstream file(SMSGW_SOURCE_DIR "/docker/sandbox.toml");
    auto fixture = test::with_toml({std::istreambuf_iterator<char>(file), {}});
    fixture.env["SMSGW_WEBHOOK_PUBLIC_URL"] = "http://gateway-1:8081";
    fixture.env["SMSGW_API_KEY"] = "file:/run/secrets/smsgw_api_key";
    fixture.files["/run/secrets/smsgw_api_key"] = "a-key-of-thirty-two-characters-x\n";
    fixture.files["/run/secrets/sandbox_api_key"] = "key-1\n";
    fixture.files["/run/secrets/sandbox_webhook_secret"] = "secret-1\n";
    const auto config = fixture.config();
    ASSERT_EQ(config.providers.size(), 1U);
    EXPECT_EQ(config.providers[0].base_url, "http://sandbox:9099");
    EXPECT_EQ(config.providers[0].api_key.reveal(), "key-1");
    EXPECT_EQ(config.providers[0].webhook_secret.reveal(), "secret-1");
    EXPECT_FALSE(config.quick_start);
}

}   // namespace
}   // namespace smsgw::app
