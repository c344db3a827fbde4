// How a message, and a report that waits for its message, are written: gateways of this release and of former ones read them.
#include "redis/message_codec.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/messages.hpp"
#include "support/run_task.hpp"

namespace smsgw::redis {
namespace {

DeliveryReport a_part_with_a_price() {
    DeliveryReport report;
    report.status = MsgStatus::undelivered;
    report.provider_time = "2026-11-25T10:00:00Z";
    report.error = "vonage_failed_6";
    report.covers = DeliveryReport::Covers::part;
    report.price = Money{33'300, "EUR"};
    return report;
}

void expect_same(const DeliveryReport& one, const DeliveryReport& other) {
    EXPECT_EQ(one.status, other.status);
    EXPECT_EQ(one.provider_time, other.provider_time);
    EXPECT_EQ(one.error, other.error);
    EXPECT_EQ(one.covers, other.covers);
    EXPECT_EQ(one.price, other.price);
}

TEST(StoredMessage, KeepsItsTraceWhenItHasOne) {
    auto message = test::a_message();
    const auto read = [](const Message& sent) {
        return test::value_of(decode_message(sent.msgid.str(), "1", "2", encode_body(sent), "Hi")).trace;
    };
    EXPECT_TRUE(read(message).empty());
    EXPECT_EQ(encode_body(message).find("traceparent"), std::string::npos);
    message.trace = TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    EXPECT_EQ(read(message), message.trace);
}

TEST(ParkedReport, HasThreeColumnsWhateverItSays) {
    auto report = a_part_with_a_price();
    report.error =
        "a\tb\x1f"
        "c";
    for (const auto& price : {report.price, std::optional<Money>()})
        for (const auto covers : {DeliveryReport::Covers::part, DeliveryReport::Covers::message}) {
            report.price = price;
            report.covers = covers;
            const auto text = encode_report(report);
            EXPECT_EQ(std::count(text.begin(), text.end(), '\t'), 2) << text;
            auto read = test::value_of(decode_report(text));
            EXPECT_EQ(read.error, "a b c");
            read.error = report.error;
            expect_same(read, report);
        }
}

TEST(ParkedReport, IsReadAsFormerReleasesWroteIt) {
    const auto three = test::value_of(decode_report("106\t2026-11-25T10:00:00Z\tvonage_failed_6"));
    auto plain = a_part_with_a_price();
    plain.covers = DeliveryReport::Covers::message;
    plain.price.reset();
    expect_same(three, plain);
    const auto six =
        test::value_of(decode_report("106\t2026-11-25T10:00:00Z\tvonage_failed_6\tp\t33300\tEUR"));
    expect_same(six, a_part_with_a_price());
}

TEST(ParkedReport, IsNotReadWhenItIsNone) {
    for (const auto* text : {"", "106", "106\t\t\t", "7\t\t", "120\t\t\t\t\t\t"})
        EXPECT_TRUE(decode_report(text).has_error()) << text;
}

}   // namespace
}   // namespace smsgw::redis
