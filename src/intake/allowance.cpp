#include "intake/allowance.hpp"

#include <charconv>

namespace smsgw::intake {
namespace {

constexpr int count_max = 1'000'000;
constexpr Millis span_max = std::chrono::hours{24 * 32};

struct Unit {
    char letter;
    Millis length;
};

constexpr Unit units[] = {{'d', std::chrono::hours{24}},
                          {'h', std::chrono::hours{1}},
                          {'m', std::chrono::minutes{1}},
                          {'s', std::chrono::seconds{1}}};

std::optional<int> read_count(std::string_view text) {
    int count = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (ec != std::errc() || end != text.data() + text.size() || count < 1 || count > count_max) return std::nullopt;
    return count;
}

std::optional<Millis> read_span(std::string_view text) {
    if (text.empty()) return std::nullopt;
    for (const auto& unit : units) {
        if (unit.letter != text.back()) continue;
        text.remove_suffix(1);
        const auto count = text.empty() ? std::optional<int>(1) : read_count(text);
        if (!count || unit.length * *count > span_max) return std::nullopt;
        return unit.length * *count;
    }
    return std::nullopt;
}

}   // namespace

std::optional<Allowance> read_allowance(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto colon = text.find(':', slash);
    const auto count = read_count(text.substr(0, slash));
    const auto span = read_span(text.substr(slash + 1, colon == std::string_view::npos ? colon : colon - slash - 1));
    if (!count || !span) return std::nullopt;
    Allowance allowance{*count, *span, 0};
    if (colon == std::string_view::npos) return allowance;
    const auto burst = read_count(text.substr(colon + 1));
    if (!burst) return std::nullopt;
    allowance.burst = *burst == *count ? 0 : *burst;
    return allowance;
}

std::string to_text(const Allowance& allowance) {
    std::string text = std::to_string(allowance.count) + "/";
    for (const auto& unit : units) {
        if (allowance.per % unit.length != Millis{0}) continue;
        const auto count = allowance.per / unit.length;
        if (count != 1) text += std::to_string(count);
        text += unit.letter;
        break;
    }
    if (allowance.burst != 0) text += ":" + std::to_string(allowance.burst);
    return text;
}

}   // namespace smsgw::intake
