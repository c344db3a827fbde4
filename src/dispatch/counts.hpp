// What dispatch counts (docs/metrics.md).
#pragma once

#include <string_view>

#include "smsgw/message.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw::dispatch {

// `outcome`: as the log has it; what follows its colon is left out.
void count_submit(const ProviderId& provider, std::string_view outcome, std::chrono::duration<double> took);

// Waits are by two clocks, storage's and ours: a difference between them is no negative time.
void count_first_attempt(const Message& message, WallTime now);
void count_put_off(const Message& message, std::string_view reason, WallTime now);

}   // namespace smsgw::dispatch
