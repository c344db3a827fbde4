// Log lines: one line whatever is in them, numbers masked, both formats readable by machines.
#include "base/log.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace smsgw {
namespace {

class LogTest : public testing::Test {
protected:
    void TearDown() override { log::configure(log::Level::info, log::Format::automatic); }

    // The line without its time and level, in logfmt.
    std::string logfmt(std::initializer_list<log::Field> fields) {
        const auto line = written(log::Format::logfmt, fields);
        const auto event = line.find("thing.done");
        return event == std::string::npos ? line : line.substr(event + sizeof("thing.done"));
    }
    nlohmann::json as_json(std::initializer_list<log::Field> fields) {
        return nlohmann::json::parse(written(log::Format::json, fields));
    }
    static std::string written(log::Format format, std::initializer_list<log::Field> fields) {
        log::configure(log::Level::info, format);
        std::string lines;
        {
            const log::Capture capture(lines);
            log::info("thing.done", fields);
        }
        EXPECT_EQ(lines.find('\n'), lines.size() - 1) << "not one line: " << lines;
        if (!lines.empty()) lines.pop_back();
        return lines;
    }
};

TEST_F(LogTest, WritesBareWordsAndNumbersInLogfmt) {
    EXPECT_EQ(logfmt({log::f("word", "hello"), log::f("count", 42), log::f("took_ms", Millis{7})}),
              "word=hello count=42 took_ms=7");
}

TEST_F(LogTest, NamesTheTraceOfAMessageThatBelongsToOne) {
    const TraceParent trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    EXPECT_EQ(logfmt({log::f(trace), log::f("count", 42)}),
              "trace_id=0af7651916cd43dd8448eb211c80319c count=42");
    EXPECT_EQ(logfmt({log::f(TraceParent()), log::f("count", 42)}), "count=42");
    EXPECT_EQ(as_json({log::f(trace)})["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(as_json({log::f(TraceParent())}).size(), as_json({}).size());
}

TEST_F(LogTest, QuotesInLogfmtWhatWouldBreakTheLine) {
    EXPECT_EQ(logfmt({log::f("v", "")}), R"(v="")");
    EXPECT_EQ(logfmt({log::f("v", "two words")}), R"(v="two words")");
    EXPECT_EQ(logfmt({log::f("v", "a=b")}), R"(v="a=b")");
    EXPECT_EQ(logfmt({log::f("v", "say \"hi\"")}), R"(v="say \"hi\"")");
    EXPECT_EQ(logfmt({log::f("v", "back\\slash")}), R"(v="back\\slash")");
    EXPECT_EQ(logfmt({log::f("v", "line\nevent=forged")}), R"(v="line\u000aevent=forged")");
    EXPECT_EQ(logfmt({log::f("v", "\x1b[31m\x7f")}), R"(v="\u001b[31m\u007f")");
}

TEST_F(LogTest, WritesJsonThatReadsBackAsItWas) {
    const std::string nasty = "a \"quoted\"\n\ttab \\ \x01 \x7f é";
    const auto line = as_json({log::f("v", nasty), log::f("count", -3)});
    EXPECT_EQ(line["v"], nasty);
    EXPECT_EQ(line["count"], -3);
    EXPECT_EQ(line["event"], "thing.done");
    EXPECT_EQ(line["level"], "info");
    EXPECT_EQ(line["time"].get<std::string>().size(), sizeof("2026-01-02T03:04:05.678Z") - 1);
}

TEST_F(LogTest, KeepsNulBytesInsideTheLine) {
    EXPECT_EQ(as_json({log::f("v", std::string_view("a\0b", 3))})["v"], std::string("a\0b", 3));
}

TEST_F(LogTest, MasksNumbers) {
    const auto to = *E164Number::parse("+31612345678");
    EXPECT_EQ(as_json({log::f(to)})["to"], "+316******78");
}

TEST_F(LogTest, NamesTheFieldsOfTheVocabulary) {
    const auto line = as_json({log::f(MsgId("m_1")), log::f(ProviderMsgId("p1")), log::f(AccountId("shop")),
                               log::f(ProviderId("x")), log::f(MsgStatus::dlr_timeout), log::f(Lane::otp),
                               log::f(Errc::storage_full)});
    EXPECT_EQ(line["msgid"], "m_1");
    EXPECT_EQ(line["provider_msgid"], "p1");
    EXPECT_EQ(line["account"], "shop");
    EXPECT_EQ(line["provider"], "x");
    EXPECT_EQ(line["status"], "dlr_timeout");
    EXPECT_EQ(line["lane"], "otp");
    EXPECT_EQ(line["error"], "storage_full");
}

TEST_F(LogTest, WritesNothingBelowItsLevel) {
    log::configure(log::Level::warn, log::Format::logfmt);
    std::string lines;
    {
        const log::Capture capture(lines);
        log::debug("a.b");
        log::info("a.b");
        log::warn("kept.one");
        log::error("kept.two");
        log::set_level(log::Level::off);
        log::error("a.b");
    }
    EXPECT_EQ(lines.find("a.b"), std::string::npos);
    EXPECT_NE(lines.find("kept.one"), std::string::npos);
    EXPECT_NE(lines.find("kept.two"), std::string::npos);
}

TEST_F(LogTest, ReadsTheWordsOfTheConfiguration) {
    EXPECT_EQ(log::level_from_text("warn"), log::Level::warn);
    EXPECT_EQ(log::level_from_text("off"), log::Level::off);
    EXPECT_EQ(log::level_from_text("WARN"), std::nullopt);
    EXPECT_EQ(log::level_from_text(""), std::nullopt);
    EXPECT_EQ(log::format_from_text("json"), log::Format::json);
    EXPECT_EQ(log::format_from_text("xml"), std::nullopt);
}

// What must not leak does not compile: there is no log field of a text or a secret.
template <class T>
concept Loggable = requires(const T& value) {
    log::f("field", value);
}
|| requires(const T& value) {
    log::f(value);
};
static_assert(Loggable<std::string> && Loggable<E164Number>);
static_assert(!Loggable<SmsText> && !Loggable<Secret> && !Loggable<Message>);

}   // namespace
}   // namespace smsgw
