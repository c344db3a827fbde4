#include "providers/signature_check.hpp"

#include <charconv>

namespace smsgw::providers {
namespace {

constexpr std::size_t signatures_max = 4;

std::string_view trim(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

}   // namespace

std::optional<WallTime> read_unix_seconds(std::string_view text) {
    // Twelve digits last for 30 000 years, and their milliseconds still fit.
    if (text.empty() || text.size() > 12) return std::nullopt;
    long long value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || value < 0) return std::nullopt;
    return WallTime(std::chrono::seconds{value});
}

Result<void> check_window(WallTime signed_at, WallTime now, std::chrono::seconds window) {
    if (signed_at < now - window || signed_at > now + window) return Errc::signature_expired;
    return {};
}

std::vector<std::string_view> read_signature_list(std::string_view header) {
    std::vector<std::string_view> found;
    while (!header.empty() && found.size() < signatures_max) {
        const auto comma = std::min(header.find(','), header.size());
        const auto item = trim(header.substr(0, comma));
        if (!item.empty()) found.push_back(item);
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return found;
}

std::string_view without_fragment(std::string_view url) {
    return url.substr(0, url.find('#'));
}

SignedUrl SignedUrl::split(std::string_view url) {
    url = without_fragment(url);
    const auto mark = url.find('?');
    if (mark == std::string_view::npos) return {url, {}, false};
    return {url.substr(0, mark), url.substr(mark + 1), true};
}

void sort_pairs(std::vector<http::Header>& pairs) {
    std::sort(pairs.begin(), pairs.end());
}

}   // namespace smsgw::providers
