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

bool has_word(const std::string& text, std::string_view word) {
    const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto after = at + word.size();
        if ((at == 0 || !belongs(text[at - 1])) && (after == text.size() || !belongs(text[after]))) return true;
    }
    return false;
}

TEST(ProvidersDoc, HasASectionForEveryType) {
    const auto found = sections();
    for (const auto type : provider_types()) EXPECT_TRUE(found.contains(std::string(type))) << type;
}

TEST(ProvidersDoc, NamesEverySettingInTheSectionOfItsType) {
    auto found = sections();
    for (const auto type : provider_types())
        for (const auto& row : settings_of(type))
            EXPECT_TRUE(has_word(found[std::string(type)], row.name)) << type << ": " << row.name;
}

}   // namespace
}   // namespace smsgw::providers
