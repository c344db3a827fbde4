// How a message is written into its hash and read back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "redis/command.hpp"
#include "redis/reply.hpp"
#include "smsgw/delivery_report.hpp"
#include "smsgw/ports/message_store.hpp"
#include "smsgw/ports/work_queue.hpp"

namespace smsgw::redis {

// The part of a message that never changes and is not its text: JSON, so that people can read it and fields can be added.
std::string encode_body(const Message& message);

// The message from its parts. Errc::redis_reply_unexpected when they are not what encode_body wrote.
Result<Message> decode_message(const std::string& msgid, const std::string& accepted_at_ms,
                               const std::string& expires_at_ms, const std::string& body, std::string text);

// A lease as the functions lease and reclaim return it.
Result<Lease> decode_lease(const Reply& reply);

// The lines of a timeline that are stored; what is no line is left out.
std::vector<StatusEvent> decode_lines(const std::string& lines);

// The timeline, its implied first line included.
std::vector<StatusEvent> decode_events(const std::string& lines, const Message& message);

// What a client may know, from HMGET <message> s k t0 x b p pid ev c d, and pr from minor version 3 on.
Result<MessageView> decode_view(const MsgId& msgid, const Reply& fields);

// A report that waits for its message.
std::string encode_report(const DeliveryReport& report);
Result<DeliveryReport> decode_report(const std::string& text);

// Two arguments of a call: millionths and currency, both empty when there is no price.
void put_price(Command& command, const std::optional<Money>& price);

// Text from outside made fit for one column of a timeline line: controls become spaces, at most `bytes_max`.
std::string column(std::string_view text, std::size_t bytes_max = 64);

}   // namespace smsgw::redis
