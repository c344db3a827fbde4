// How many segments a text takes, and where it is cut: GSM 7-bit (3GPP TS 23.038) or UCS-2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "smsgw/message.hpp"

namespace smsgw {

// The room of one segment. A message of several spends six octets of each on the header that joins them
// (3GPP TS 23.040, 8-bit reference): 7 septets or 3 code units.
inline constexpr int gsm7_alone_max = 160;
inline constexpr int gsm7_joined_max = 153;
inline constexpr int ucs2_alone_max = 70;
inline constexpr int ucs2_joined_max = 67;

struct TextPlan {
    Encoding encoding = Encoding::gsm7;
    int segments = 1;
    int units =
        0;   // septets or UTF-16 code units; a character of the extension table or beyond U+FFFF is two
    int units_left = 0;   // room in the last segment

    friend bool operator==(const TextPlan&, const TextPlan&) = default;
};

// GSM-7 when every character is in the default alphabet or its extension table, else UCS-2. Exact, not a division:
// neither an escape pair nor a surrogate pair is split, so one that does not fit begins the next segment and leaves a
// unit unused. `utf8` is valid UTF-8 (check_text) of less than 1 GiB; of an invalid one each bad byte counts as one
// UCS-2 unit. The empty text is one empty segment. Reads the text once or twice: 1 to 4 ns per byte.
TextPlan plan_text(std::string_view utf8);

// The same cut carried out: `plan_text(utf8).segments` pieces that together are `utf8`.
std::vector<std::string> split_text(std::string_view utf8);

}  // namespace smsgw
