// From what a client writes in `to` to a number that can receive an SMS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "smsgw/e164_number.hpp"
#include "smsgw/result.hpp"

namespace smsgw {

// What the numbering plan says that a number is for.
enum class LineType : std::uint8_t {
    mobile,
    fixed_line,
    fixed_line_or_mobile,   // plans that do not tell them apart, such as North America's
    toll_free,
    premium_rate,
    shared_cost,
    voip,
    personal_number,   // follow-me numbers, often billed like premium rate
    pager,
    uan,   // one number for a whole company
    voicemail,
    unknown,   // in no range of its plan; a Recipient never has it
};

// The stable word: "fixed_line_or_mobile".
std::string_view to_text(LineType type);

// May a message be sent to it? Only mobile and fixed_line_or_mobile: every other kind either cannot receive an SMS or
// bills the caller, which is what SMS pumping lives on. VoIP and personal numbers are refused for the same reason.
bool takes_sms(LineType type);

struct Recipient {
    E164Number number;
    std::string country;   // ISO 3166 alpha-2 of the number's own region, "001" for non-geographic ones
    LineType line_type = LineType::unknown;
};

// Reads `text`: an international number with a plus sign, or a national one of `region` (ISO 3166 alpha-2 in either
// case; may be empty). ASCII space ( ) - . are dropped and all else must be ASCII digits: no letters, no digits of
// other scripts, no direction marks. At most 64 bytes. An international prefix such as 00 is understood only where
// `region` dials it.
//   number_invalid     not such a text, or no number of any plan
//   number_not_mobile  a real number that takes_sms() refuses, or a short or emergency number of `region`
//   region_required    a national number and an empty `region`
//   region_unknown     `region` is not a region that has a numbering plan, whatever `text` is
// E.164 input takes 1 to 8 microseconds of CPU in most plans, 12 to 23 where regions share a country code (+1, +39, +44);
// the rest 15 to 35. Thread-safe.
Result<Recipient> read_recipient(std::string_view text, std::string_view region);

// Compiles every region's patterns now (tens of milliseconds, about 11 MB) instead of in the first request for each.
void warm_up_numbers();

}  // namespace smsgw
