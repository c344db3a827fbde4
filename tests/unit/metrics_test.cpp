// What is counted appears on the page, in Prometheus' format; docs/metrics.md tells of all of it. Counters are the process's and
// other tests count, too, so each test has label values of its own.
#include "base/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace smsgw::metrics {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, ShowWhatWasCounted) {
    EXPECT_THAT(text({}), Not(HasSubstr("unit-a")));
    count(Id::messages_accepted, {"unit-a", "otp"});
    count(Id::messages_accepted, {"unit-a", "otp"});
    count(Id::messages_accepted, {"unit-a", "bulk"}, 5);
    const auto page = text({});
    EXPECT_THAT(page, HasSubstr("# TYPE smsgw_messages_accepted_total counter\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_messages_accepted_total{account=\"unit-a\",lane=\"otp\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_messages_accepted_total{account=\"unit-a\",lane=\"bulk\"} 5\n"));
}

TEST(Metrics, ShowHowLongThingsTook) {
    observe(Id::submit_seconds, std::chrono::milliseconds{3}, {"unit-b"});
    observe(Id::submit_seconds, std::chrono::hours{200}, {"unit-b"});
    const auto page = text({});
    EXPECT_THAT(page, HasSubstr("smsgw_submit_seconds_bucket{provider=\"unit-b\",le=\"0.0025\"} 0\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_submit_seconds_bucket{provider=\"unit-b\",le=\"0.005\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_submit_seconds_bucket{provider=\"unit-b\",le=\"+Inf\"} 2\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_submit_seconds_count{provider=\"unit-b\"} 2\n"));
}

TEST(Metrics, GaugesGoUpAndDown) {
    adjust(Id::breakers_open, 1, {"unit-c"});
    adjust(Id::breakers_open, 1, {"unit-c"});
    adjust(Id::breakers_open, -1, {"unit-c"});
    EXPECT_THAT(text({}), HasSubstr("smsgw_breakers_open{provider=\"unit-c\"} 1\n"));
}

TEST(Metrics, ThreadsAddToTheSameNumber) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int n = 0; n < 1000; ++n) count(Id::messages_replayed, {"unit-d"});
        });
    for (auto& thread : threads) thread.join();
    EXPECT_THAT(text({}), HasSubstr("smsgw_messages_replayed_total{account=\"unit-d\"} 4000\n"));
}

TEST(Metrics, HaveAnEndHoweverManyLabelsThereAre) {
    for (int i = 0; i < 6000; ++i) count(Id::callbacks, {"unit-e" + std::to_string(i), "told"});
    const auto page = text({});
    EXPECT_THAT(page, HasSubstr("smsgw_callbacks_total{account=\"unit-e0\",result=\"told\"} 1\n"));
    EXPECT_THAT(page, HasSubstr("smsgw_callbacks_total{account=\"other\",result=\"other\"} "));
    EXPECT_THAT(page, Not(HasSubstr("unit-e5999")));
}

TEST(Metrics, ReadingsAreOfTheMoment) {
    EXPECT_THAT(text({{Id::queue_messages, {"otp"}, 7}}), HasSubstr("smsgw_queue_messages{lane=\"otp\"} 7\n"));
    EXPECT_THAT(text({}), Not(HasSubstr("smsgw_queue_messages")));
}

TEST(Metrics, TellOfTheProcess) {
    const auto page = text(process_readings());
    EXPECT_THAT(page, HasSubstr("smsgw_build_info{version=\"" SMSGW_VERSION "\"} 1\n"));
    for (const char* name : {"process_cpu_seconds_total ", "process_resident_memory_bytes ", "process_open_fds ",
                             "process_max_fds ", "process_start_time_seconds "})
        EXPECT_THAT(page, HasSubstr(std::string("\n") + name));
}

TEST(MetricCatalogue, IsInTheOrderOfItsIds) {
    ASSERT_EQ(catalogue().size(), static_cast<std::size_t>(Id::end_));
    for (std::size_t i = 0; i < catalogue().size(); ++i) EXPECT_EQ(static_cast<std::size_t>(catalogue()[i].id), i);
}

TEST(MetricCatalogue, IsWhatTheDocumentTells) {
    std::string rows;
    for (const auto& row : catalogue()) {
        std::string labels;
        for (const char* label : row.labels) labels += (labels.empty() ? "`" : "`, `") + std::string(label);
        if (!labels.empty()) labels += "`";
        const char* kind = row.kind == Kind::counter ? "counter" : row.kind == Kind::gauge ? "gauge" : "histogram";
        rows += "| `" + std::string(row.name) + "` | " + kind + " | " + labels + " | " + row.help + " |\n";
    }
    std::ifstream file(SMSGW_SOURCE_DIR "/docs/metrics.md");
    std::stringstream document;
    document << file.rdbuf();
    EXPECT_THAT(document.str(), HasSubstr(rows)) << "It should hold:\n" << rows;
}

}   // namespace
}   // namespace smsgw::metrics
