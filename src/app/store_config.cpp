#include "app/store_config.hpp"

#include <algorithm>

namespace smsgw::app {

redis::StoreConfig store_config(const Config& config) {
    redis::StoreConfig store{.retention = config.retention.messages,
                             .idempotency = config.retention.idempotency,
                             .early_report = config.retention.early_reports,
                             .lease = config.dispatch.lease,
                             .hold_otp = config.dispatch.hold_otp,
                             .hold = config.dispatch.hold,
                             .parked_ids_max = config.retention.parked_reports_max};
    if (config.providers.empty()) return store;
    store.report_window = std::max_element(config.providers.begin(), config.providers.end(),
                                           [](const auto& one, const auto& other) {
                                               return one.report_window < other.report_window;
                                           })
                              ->report_window;
    return store;
}

}   // namespace smsgw::app
