// See settings.hpp.
#include "providers/settings.hpp"

namespace smsgw::providers {

std::string complaint_about_missing(std::span<const SettingRow> rows, const Settings& settings) {
    for (const auto& row : rows)
        if (row.presence == Presence::required && !settings.has(row.name))
            return std::string(row.name) + " is required: " + std::string(row.doc);
    return {};
}

}   // namespace smsgw::providers
