// smsgwctl queues and watch: what waits where, once or again and again.
#pragma once

#include <nlohmann/json.hpp>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"
#include "smsgw/ports/store_stats.hpp"

namespace smsgw::app {

// What docs/smsgwctl.md says of it; pure.
nlohmann::json queues_json(const StoreStats& stats);
std::string queues_text(const StoreStats& stats);

// What happened between two looks, for each second; pure.
nlohmann::json rates_json(const StoreStats& before, const StoreStats& after);

// With the outboxes of all accounts, for which it looks at all keys. Failed when Redis could not be read.
Task<int> show_queues(QueuesOptions options, CtlContext context);

// Until it has looked `options.count` times; a Redis that is away for a while is said and waited for. Done, unless the
// last look failed.
Task<int> watch_queues(WatchOptions options, CtlContext context);

}   // namespace smsgw::app
