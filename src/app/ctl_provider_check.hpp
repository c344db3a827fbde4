// smsgwctl provider test: is a provider of the configuration reached, and does it know us?
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"
#include "smsgw/ports/sms_provider.hpp"

namespace smsgw::app {

struct ProviderStep {
    std::string name;
    ProviderCheck::Verdict verdict;
    std::string result;
    Millis took{};
};

// Connects to the provider's base_url, and asks it without sending an SMS where its API can be asked
// (SmsProvider::check).
Task<std::vector<ProviderStep>> try_provider(providers::ProviderConfig config, CtlContext context);

// Reads the whole configuration as smsgwd does, with the provider's secrets, and tries it. A table of the steps, or one JSON object, on
// `out`. Done when a step passed and none failed, else failed; misuse when the configuration or the name is wrong, or when the
// provider is the simulated operator that only lives inside smsgwd.
Task<int> test_provider(ProviderTestOptions options, CtlContext context);

}   // namespace smsgw::app
