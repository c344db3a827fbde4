// The rows of the checklist that the configuration itself answers.
#pragma once

#include <filesystem>

#include "app/checklist.hpp"
#include "app/config.hpp"

namespace smsgw::app {

void check_accounts(const Config& config, Checklist& list);    // accounts, idempotency, limits, countries
void check_defences(const Config& config, Checklist& list);    // abuse
void check_addresses(const Config& config, Checklist& list);   // listeners, public_url, redis_transport

// Where each secret is: who else can read that file? And those that stand in the environment itself. Row `secrets`.
void check_secrets(const LoadInput& input, Checklist& list);

// Row `files`, for each smsgwd that runs on this machine; `proc`: where /proc is.
void check_files(const Config& config, const std::filesystem::path& proc, Checklist& list);

}   // namespace smsgw::app
