// The real sources: this process's environment and real files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/config.hpp"

namespace smsgw::app {
namespace {

using testing::Contains;

// A file in the system's folder for such, gone with the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content) {
        std::string name = std::filesystem::temp_directory_path() / "smsgw_config_XXXXXX";
        const int descriptor = mkstemp(name.data());
        if (descriptor < 0) throw std::runtime_error("mkstemp failed");
        close(descriptor);
        path = name;
        std::ofstream(path, std::ios::binary) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    std::string path;
};

TEST(SystemInput, ReadsFilesWhole) {
    const std::string content(10'000, 'x');
    const TemporaryFile file(content);
    const auto read = system_input().sources.read_file(file.path, content.size());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, content);
}

TEST(SystemInput, StopsAtTheLimit) {
    const TemporaryFile file("12345");
    const auto read = system_input().sources.read_file(file.path, 4);
    ASSERT_TRUE(read.has_error());
    EXPECT_EQ(read.error(), boost::system::errc::file_too_large);
    // an endless one, too
    EXPECT_TRUE(system_input().sources.read_file("/dev/zero", 1000).has_error());
}

TEST(SystemInput, SaysWhyAFileCannotBeRead) {
    const auto sources = system_input().sources;
    EXPECT_EQ(sources.read_file("/nowhere/at/all", 10).error(),
              boost::system::errc::no_such_file_or_directory);
    EXPECT_EQ(sources.read_file("/", 10).error(), boost::system::errc::is_a_directory);
}

TEST(SystemInput, KnowsTheEnvironment) {
    // PATH is there wherever tests run
    const auto input = system_input();
    EXPECT_THAT(input.env_names, Contains("PATH"));
    EXPECT_EQ(input.sources.getenv("PATH"), std::optional<std::string>(std::getenv("PATH")));
    EXPECT_EQ(input.sources.getenv("SMSGW_NO_SUCH_VARIABLE"), std::nullopt);
    EXPECT_GE(input.cores, 1U);
}

}   // namespace
}   // namespace smsgw::app
