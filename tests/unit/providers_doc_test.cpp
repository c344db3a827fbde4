// docs/providers.md tells of every provider and of each of its settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "providers/registry.hpp"

namespace smsgw::providers {
namespace {

// The sections of the file by the first word of their headings, in small letters.
std::map<std::string, std::string> sections() {
    std::ifstream file(SMSGW_SOURCE_DIR "/docs/providers.md");
    std::map<std::string, std::string> found;
    std::string name;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) {
            name = line.substr(3, line.find(' ', 3) - 3);
            for (char& c : name)
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        }
        found[name] += line + "\n";
    }
    return found;
}

TEST(ProvidersDoc, HasASectionForEveryType) {
    const auto found = sections();
    for (const auto type : provider_types()) EXPECT_TRUE(found.contains(std::string(type))) << type;
}

TEST(ProvidersDoc, NamesEverySettingInTheSectionOfItsType) {
    auto found = sections();
    for (const auto type : provider_types())
        for (const auto& row : settings_of(type))
            EXPECT_THAT(found[std::string(type)], testing::HasSubstr("`" + std::string(row.name) + "`"))
                << type;
}

}   // namespace
}   // namespace smsgw::providers
