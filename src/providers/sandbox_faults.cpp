// One table of names for both directions.
#include "providers/sandbox_faults.hpp"

#include "base/strict_json.hpp"
#include "providers/json.hpp"

namespace smsgw::providers {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct Chance {
    std::string_view name;
    double SandboxFaults::*value;
};

struct Wait {
    std::string_view name;
    Millis SandboxFaults::*value;
    std::int64_t ms_max;
};

constexpr Chance chances[] = {
    {"early", &SandboxFaults::early},       {"duplicate", &SandboxFaults::duplicate},
    {"shuffled", &SandboxFaults::shuffled}, {"missing", &SandboxFaults::missing},
    {"http_401", &SandboxFaults::http_401}, {"http_402", &SandboxFaults::http_402},
    {"http_429", &SandboxFaults::http_429}, {"http_503", &SandboxFaults::http_503},
    {"http_500", &SandboxFaults::http_500}, {"reset", &SandboxFaults::reset},
    {"hang", &SandboxFaults::hang},
};

constexpr Wait waits[] = {
    {"latency_ms", &SandboxFaults::latency, 600'000},
    {"report_delay_ms", &SandboxFaults::report_delay, day_ms},
};

constexpr std::int64_t tps_max = 1'000'000;

std::string set(std::string_view name, const Json& value, SandboxFaults& faults) {
    for (const auto& row : chances) {
        if (row.name != name) continue;
        if (!value.is_number() || value < 0 || value > 1) return "must be a number from 0 to 1";
        faults.*row.value = value.get<double>();
        return {};
    }
    for (const auto& row : waits) {
        if (row.name != name) continue;
        if (!value.is_number_integer() || value < 0 || value > row.ms_max)
            return "must be a whole number from 0 to " + std::to_string(row.ms_max);
        faults.*row.value = Millis{value.get<std::int64_t>()};
        return {};
    }
    if (name == "tps") {
        if (!value.is_number_integer() || value < 0 || value > tps_max)
            return "must be a whole number from 0 to " + std::to_string(tps_max);
        faults.tps = value.get<int>();
        return {};
    }
    return "is no fault that can be changed";
}

}   // namespace

std::string change_faults(std::string_view changes, SandboxFaults& faults) {
    const auto object = read_strict_json(changes);
    if (object.has_error() || !object->is_object()) return "the body must be a JSON object of faults";
    auto changed = faults;
    for (const auto& [name, value] : object->items())
        if (const auto wrong = set(name, value, changed); !wrong.empty()) return name + " " + wrong;
    if (!fit_together(changed)) return std::string(unfit_faults);
    faults = changed;
    return {};
}

std::string write_faults(const SandboxFaults& faults) {
    Json object = Json::object();
    for (const auto& row : chances) object[std::string(row.name)] = faults.*row.value;
    for (const auto& row : waits) object[std::string(row.name)] = (faults.*row.value).count();
    object["tps"] = faults.tps;
    return write_json(object);
}

}   // namespace smsgw::providers
