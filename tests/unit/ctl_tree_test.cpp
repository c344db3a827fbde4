// What packaging/ and docs/ say of the commands is what the commands are.
#include "app/ctl_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "app/ctl_command_line.hpp"

namespace smsgw::app {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string file(const std::string& name) {
    std::ifstream in(SMSGW_SOURCE_DIR "/" + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string printed(const std::vector<const char*>& arguments) {
    const auto line = parse_ctl_line(static_cast<int>(arguments.size()), arguments.data());
    return line.action == CtlLine::Action::print ? line.text : "";
}

TEST(CtlTree, TheCheckedInCompletionIsThatOfTheCommands) {
    EXPECT_EQ(file("packaging/smsgwctl.bash"), ctl_completion())
        << "smsgwctl completion bash > packaging/smsgwctl.bash";
    EXPECT_EQ(printed({"smsgwctl", "completion", "bash"}), ctl_completion());
}

TEST(CtlTree, TheCheckedInManualIsThatOfTheCommands) {
    EXPECT_EQ(file("packaging/smsgwctl.1"), ctl_manual()) << "smsgwctl manual > packaging/smsgwctl.1";
    EXPECT_EQ(printed({"smsgwctl", "manual"}), ctl_manual());
}

// The page of the documentation has a line for each command, as the manual has a section.
TEST(CtlTree, ThePageOfTheDocumentationNamesEveryCommand) {
    const auto page = file("docs/smsgwctl.md");
    const auto manual = ctl_manual();
    int commands = 0;
    for (auto at = manual.find(".SS \""); at != std::string::npos; at = manual.find(".SS \"", at + 1)) {
        auto name = manual.substr(at + 5, manual.find('"', at + 5) - at - 5);
        name.erase(std::remove(name.begin(), name.end(), '\\'), name.end());
        EXPECT_THAT(page, HasSubstr(name));
        ++commands;
    }
    EXPECT_GT(commands, 20);
}

TEST(CtlTree, KnowsFlagsThatWantAValue) {
    CLI::App app("A program.", "program");
    std::string text;
    bool flag = false;
    auto* sub = app.add_subcommand("go", "Go. 'Now'");
    sub->add_option("--far", text, "How far")->capture_default_str();
    sub->add_flag("--fast", flag, "Hurry");
    sub->add_option("where", text, "Where to");
    const auto bash = bash_completion(app);
    EXPECT_THAT(bash, HasSubstr("        --far) return ;;\n"));
    EXPECT_THAT(bash, HasSubstr("\" go\") choices=\"--help --far --fast\" ;;\n"));
    EXPECT_THAT(bash, HasSubstr("\"\") choices=\"--help go\" ;;\n"));
    const auto page = manual_page(app);
    EXPECT_THAT(page, HasSubstr(".SS \"program go\"\nGo. 'Now'.\n"));
    EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-\\-far\\fR \\fITEXT\\fR\nHow far\n"));
    EXPECT_THAT(page, HasSubstr(".TP\n\\fB\\-\\-fast\\fR\nHurry\n"));
    EXPECT_THAT(page, HasSubstr(".TP\n\\fIwhere\\fR\nWhere to\n"));
    EXPECT_THAT(page, Not(HasSubstr("help")));
}

}   // namespace
}   // namespace smsgw::app
