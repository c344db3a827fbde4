#include "redis/stream_index.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

namespace smsgw::redis {

EntryId EntryId::parse(std::string_view text) {
    EntryId id;
    const auto* end = text.data() + text.size();
    const auto ms = std::from_chars(text.data(), end, id.ms);
    if (ms.ec != std::errc{} || ms.ptr == end || *ms.ptr != '-') return {};
    const auto seq = std::from_chars(ms.ptr + 1, end, id.seq);
    if (seq.ec != std::errc{} || seq.ptr != end) return {};
    return id;
}

std::string EntryId::text() const {
    return std::to_string(ms) + "-" + std::to_string(seq);
}

std::vector<StreamEntry> read_entries(const Reply& reply) {
    std::vector<StreamEntry> entries;
    entries.reserve(reply.items.size());
    for (const auto& item : reply.items) {
        if (item.items.size() != 2) continue;   // not what XRANGE answers
        StreamEntry entry{.id = EntryId::parse(item.items[0].text), .msgid = {}};
        const auto& fields = item.items[1].items;
        for (std::size_t i = 0; i + 1 < fields.size(); i += 2)
            if (fields[i].text == "m") entry.msgid = fields[i + 1].text;
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::uint64_t short_of(std::string_view msgid) {
    return std::hash<std::string_view>{}(msgid);
}

void StreamIndex::add(const std::vector<StreamEntry>& entries) {
    for (const auto& entry : entries) items_.push_back({short_of(entry.msgid), {entry.id, entry.state}});
    if (!entries.empty()) last_ = entries.back().id;
}

void StreamIndex::sort() {
    if (sorted_ == items_.size()) return;
    const auto by_message = [](const Item& a, const Item& b) { return a.message < b.message; };
    const auto added = items_.begin() + static_cast<std::ptrdiff_t>(sorted_);
    std::sort(added, items_.end(), by_message);
    std::inplace_merge(items_.begin(), added, items_.end(), by_message);
    sorted_ = items_.size();
}

std::vector<StreamIndex::Place> StreamIndex::find(std::string_view msgid) {
    sort();
    const auto message = short_of(msgid);
    auto item = std::lower_bound(items_.begin(), items_.end(), message,
                                 [](const Item& a, std::uint64_t b) { return a.message < b; });
    std::vector<Place> places;
    for (; item != items_.end() && item->message == message; ++item) places.push_back(item->place);
    return places;
}

}   // namespace smsgw::redis
