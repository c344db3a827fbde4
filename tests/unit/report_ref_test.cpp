// References are read back as they were made, and nothing else is.
#include "base/report_ref.hpp"

#include <gtest/gtest.h>

namespace smsgw {
namespace {

const MsgId msgid("m_a71kdyak34800000000000");
const ReportRef refs{Secret("a key")};

boost::system::error_code error_of(const ReportRef& reader, std::string_view ref) {
    const auto read = reader.read(ref);
    return read.has_error() ? read.error() : boost::system::error_code{};
}

TEST(ReportRef, IsReadBack) {
    for (const int attempt : {1, 2, 10, 2'000'000'000}) {
        const auto read = refs.read(refs.make(msgid, attempt));
        ASSERT_TRUE(read.has_value()) << attempt;
        EXPECT_EQ(read->msgid, msgid);
        EXPECT_EQ(read->attempt, attempt);
    }
}

TEST(ReportRef, HasTheMsgidTheAttemptAndASealOf96Bits) {
    const auto ref = refs.make(msgid, 3);
    EXPECT_TRUE(ref.starts_with("m_a71kdyak34800000000000.3."));
    EXPECT_EQ(ref.size(), msgid.str().size() + 3 + 16);   // 12 bytes are 16 characters of base64url
    EXPECT_EQ(ref.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."),
              std::string::npos);   // it is part of a URL
}

TEST(ReportRef, IsNotReadWithAnyCharacterChanged) {
    const auto ref = refs.make(msgid, 3);
    for (std::size_t i = 0; i < ref.size(); ++i) {
        auto forged = ref;
        forged[i] = forged[i] == 'x' ? 'y' : 'x';
        EXPECT_EQ(error_of(refs, forged), Errc::signature_bad) << forged;
    }
}

TEST(ReportRef, IsNotReadCutShortOrMadeLonger) {
    const auto ref = refs.make(msgid, 3);
    for (std::size_t length = 0; length < ref.size(); ++length)
        EXPECT_EQ(error_of(refs, ref.substr(0, length)), Errc::signature_bad) << length;
    EXPECT_EQ(error_of(refs, ref + "A"), Errc::signature_bad);
    EXPECT_EQ(error_of(refs, ref + "."), Errc::signature_bad);
    EXPECT_EQ(error_of(refs, " " + ref), Errc::signature_bad);
}

TEST(ReportRef, IsNotReadForAnotherAttemptOrMessage) {
    const auto ref = refs.make(msgid, 1);
    const auto seal = ref.substr(ref.rfind('.'));
    EXPECT_EQ(error_of(refs, msgid.str() + ".2" + seal), Errc::signature_bad);
    EXPECT_EQ(error_of(refs, "m_00000000000000000000000.1" + seal), Errc::signature_bad);
    EXPECT_EQ(error_of(refs, msgid.str() + ".01" + seal), Errc::signature_bad);
}

TEST(ReportRef, IsNotReadWithAnotherKey) {
    const ReportRef others(Secret("another key"));
    EXPECT_EQ(error_of(refs, others.make(msgid, 1)), Errc::signature_bad);
}

TEST(ReportRef, IsNotReadFromAnythingElse) {
    for (const auto* text : {"", ".", "..", "...", "invoice-17", "a.b.c", "m_1.1"})
        EXPECT_EQ(error_of(refs, text), Errc::signature_bad) << text;
    EXPECT_EQ(error_of(refs, std::string(100'000, '.')), Errc::signature_bad);
    EXPECT_EQ(error_of(refs, std::string_view("\0.\0.\0", 5)), Errc::signature_bad);
}

TEST(ReportRef, WaitsForItsKey) {
    ReportRef early;
    EXPECT_EQ(error_of(early, refs.make(msgid, 1)), Errc::not_ready);
    early.use_key_unless_set(Secret("a key"));
    EXPECT_EQ(error_of(early, refs.make(msgid, 1)), boost::system::error_code{});
    // and keeps it
    early.use_key_unless_set(Secret("another key"));
    EXPECT_EQ(error_of(early, refs.make(msgid, 1)), boost::system::error_code{});
}

}   // namespace
}   // namespace smsgw
