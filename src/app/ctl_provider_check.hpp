// smsgwctl provider test: is a provider of the configuration reached, and does it know us?
#pragma once

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

// Reads the whole configuration as smsgwd does, with the provider's secrets; then connects to its base_url, and asks it
// without sending an SMS where its API can be asked (SmsProvider::check). A table of the steps, or one JSON object, on
// `out`. Done when a step passed and none failed, else failed; misuse when the configuration or the name is wrong, or when the
// provider is the simulated operator that only lives inside smsgwd.
Task<int> test_provider(ProviderTestOptions options, CtlContext context);

}   // namespace smsgw::app
