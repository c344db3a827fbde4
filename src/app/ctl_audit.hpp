// smsgwctl audit: does what is stored keep the gateway's promises?
#pragma once

#include <nlohmann/json.hpp>

#include "app/ctl_command_line.hpp"
#include "app/ctl_context.hpp"
#include "redis/audit.hpp"

namespace smsgw::app {

// The report as docs/audit.md describes it; pure.
nlohmann::json report_json(const redis::AuditReport& report);
std::string report_text(const redis::AuditReport& report);

// Done when nothing is wrong; failed with breaches, or when Redis could not be read to the end.
Task<int> audit_storage(AuditOptions options, CtlContext context);

}   // namespace smsgw::app
