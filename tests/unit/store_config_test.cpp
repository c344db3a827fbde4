// How long storage waits for reports.
#include "app/store_config.hpp"

#include <gtest/gtest.h>

namespace smsgw::app {
namespace {

using namespace std::chrono_literals;

TEST(StoreConfig, WaitsForReportsAsLongAsTheSlowestProvider) {
    Config config;
    config.providers.resize(3);
    config.providers[0].report_window = 5h;
    config.providers[1].report_window = 168h;
    config.providers[2].report_window = 24h;
    EXPECT_EQ(store_config(config).report_window, 168h);
    config.providers.resize(1);
    EXPECT_EQ(store_config(config).report_window, 5h);
}

TEST(StoreConfig, KeepsThingsAsConfigured) {
    Config config;
    config.retention.messages = 50h;
    config.dispatch.hold = 3h;
    EXPECT_EQ(store_config(config).retention, 50h);
    EXPECT_EQ(store_config(config).hold, 3h);
}

}   // namespace
}   // namespace smsgw::app
