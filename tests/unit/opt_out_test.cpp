// Which texts are an opt-out.
#include <gtest/gtest.h>

#include "smsgw/mo_message.hpp"

namespace smsgw {
namespace {

TEST(OptOut, IsAWordOnItsOwn) {
    for (const auto* text :
         {"STOP", "stop", " Stop. ", "STOPALL", "stop all", "Unsubscribe", "QUIT!", "opt-out"})
        EXPECT_EQ(read_opt_out(text), OptOut::stop) << text;
    for (const auto* text : {"START", "unstop", "opt in"})
        EXPECT_EQ(read_opt_out(text), OptOut::start) << text;
}

TEST(OptOut, IsNotASentence) {
    for (const auto* text :
         {"", "please stop by at 5", "stopped", "STOP it", "don't stop", "starting", "S T O P"})
        EXPECT_EQ(read_opt_out(text), OptOut::none) << text;
}

}   // namespace
}   // namespace smsgw
