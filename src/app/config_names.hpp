// The words of every enumeration that a configuration may hold, in the order of its enumerators.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "app/config.hpp"

namespace smsgw::app {

inline constexpr std::array<std::string_view, 6> level_names = {"trace", "debug", "info",
                                                                "warn",  "error", "off"};
inline constexpr std::array<std::string_view, 3> format_names = {"logfmt", "json", "auto"};
// The argument only picks the enumeration.
constexpr std::span<const std::string_view> names_of(Role) {
    return role_names;
}
constexpr std::span<const std::string_view> names_of(log::Level) {
    return level_names;
}
constexpr std::span<const std::string_view> names_of(log::Format) {
    return format_names;
}
constexpr std::span<const std::string_view> names_of(Lane) {
    return lane_names;
}
constexpr std::span<const std::string_view> names_of(OnAmbiguous) {
    return on_ambiguous_names;
}
constexpr std::span<const std::string_view> names_of(AdmissionRule) {
    return admission_rule_names;
}
constexpr std::span<const std::string_view> names_of(captcha::Service) {
    return captcha::service_names;
}
constexpr std::span<const std::string_view> names_of(captcha::OnOutage) {
    return captcha::on_outage_names;
}
constexpr std::span<const std::string_view> names_of(Scope) {
    return scope_names;
}

inline std::string_view name_of(redis::Durability value) {
    return redis::to_text(value);
}

template <class Enum>
constexpr std::string_view name_of(Enum value) {
    return names_of(value)[static_cast<std::size_t>(value)];
}

}   // namespace smsgw::app
