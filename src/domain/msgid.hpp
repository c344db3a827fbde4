// Our id of a message: m_<pp><time><random>, 24 characters that sort by time within a partition.
//   pp      the partition as two hex digits: it tells where the message is stored, without a look-up
//   time    9 characters, milliseconds since 1970 (45 bits: until the year 3084)
//   random  11 characters, 55 bits: one chance in 3.6 * 10^16 that two messages of a millisecond collide
// Time and random are Crockford's base 32 in lower case: no i, l, o, u, so an id survives being read out.
#pragma once

#include <cstdint>
#include <string_view>

#include "smsgw/result.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

// `partition` is 0..255. `random` must be unpredictable, as an id is part of public URLs; its low 55 bits are used.
MsgId new_msgid(int partition, WallTime now, std::uint64_t random);

// Accepts exactly the shape above, lower case only, so that a message has one spelling; else not_found, because
// nothing of another shape was ever given out. Whether the message exists is not asked.
Result<MsgId> read_msgid(std::string_view text);

// 0..255 for an id that new_msgid() or read_msgid() made; -1 for any other string, such as an empty id.
int partition_of(const MsgId& msgid);

}  // namespace smsgw
