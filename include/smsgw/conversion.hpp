// Whether the code of a message was entered, and what a provider says when it is told.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "smsgw/strong_string.hpp"
#include "smsgw/time.hpp"

namespace smsgw {

enum class Conversion : std::uint8_t { unconverted, converted };

struct ConversionFeedback {
    ProviderMsgId id;
    Conversion outcome{};
    WallTime at;   // when we were told
};

struct FeedbackTaken {};

// It was not taken, or that was not learned.
struct FeedbackFailed {
    std::string error;   // "read_timeout", "http_402", "unsupported"
};

using FeedbackOutcome = std::variant<FeedbackTaken, FeedbackFailed>;

}   // namespace smsgw
