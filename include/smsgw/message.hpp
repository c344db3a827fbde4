// One SMS as the client sees it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "smsgw/e164_number.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class Lane : std::uint8_t { otp, normal, bulk };   // in order of precedence
inline constexpr std::array<std::string_view, 3> lane_names = {"otp", "normal", "bulk"};
constexpr std::string_view to_text(Lane lane) {
    return lane_names[static_cast<std::size_t>(lane)];
}
constexpr std::optional<Lane> lane_from_text(std::string_view text) {
    for (std::size_t i = 0; i < lane_names.size(); ++i)
        if (lane_names[i] == text) return static_cast<Lane>(i);
    return std::nullopt;
}

// What to do when an attempt's outcome is not learned: wait for news, or submit once more, flagged, at the risk of a
// second SMS.
enum class OnAmbiguous : std::uint8_t { hold, retry };
inline constexpr std::array<std::string_view, 2> on_ambiguous_names = {"hold", "retry"};
constexpr std::string_view to_text(OnAmbiguous policy) {
    return on_ambiguous_names[static_cast<std::size_t>(policy)];
}

enum class Encoding : std::uint8_t { gsm7, ucs2 };
constexpr std::string_view to_text(Encoding encoding) {
    return encoding == Encoding::gsm7 ? "GSM-7" : "UCS-2";
}

struct Message {
    MsgId msgid;
    AccountId account;
    E164Number to;
    std::string country;   // ISO 3166 alpha-2 of the recipient's number, "001" for non-geographic
    Sender sender;
    SmsText text;   // empty once it is no longer needed (erased from storage)
    Encoding encoding = Encoding::gsm7;
    int segments = 1;
    Lane lane = Lane::normal;
    Reference reference;   // may be empty
    OnAmbiguous on_ambiguous = OnAmbiguous::hold;
    std::string callback_url;          // of this message alone; empty: its account's
    TraceParent trace;                 // of the call that brought it; empty: none, or not a valid one
    std::optional<WallTime> send_at;   // not before; absent: at once
    WallTime accepted_at;              // Redis clock
    WallTime expires_at;               // Redis clock; after it the message is not submitted any more

    // Stored to be queued later?
    bool is_scheduled() const { return send_at && *send_at > accepted_at; }
};

}   // namespace smsgw
