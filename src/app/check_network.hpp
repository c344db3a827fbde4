// The rows of the checklist that others must be asked for: Redis, providers, our own public address, Prometheus.
#pragma once

#include "app/checklist.hpp"
#include "app/config.hpp"
#include "app/ctl_context.hpp"

namespace smsgw::app {

Task<> check_redis(const Config& config, std::string config_path, CtlContext context,
                   Checklist& list);   // redis, clock
Task<> check_webhooks(const Config& config, CtlContext context, Checklist& list);
Task<> check_providers(const Config& config, CtlContext context, Checklist& list);
Task<> check_callbacks(const Config& config, Checklist& list);
Task<> check_alerts(std::string prometheus_url, CtlContext context,
                    Checklist& list);   // empty: there is none to ask

}   // namespace smsgw::app
