// A number that a message brings along: what is left to chance for it comes out the same in every process and at every try.
#pragma once

#include <cstdint>
#include <string_view>

#include "smsgw/strong_string.hpp"

namespace smsgw::dispatch {

// In [0, 1), evenly spread over msgids. Numbers for different purposes have nothing to do with each other.
inline double draw_of(const MsgId& msgid, std::string_view purpose) {
    std::uint64_t hash = 0xcbf29ce484222325;   // FNV-1a, which is the same everywhere
    for (const auto text : {purpose, msgid.view()})
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    // Its high bits hardly know the last characters: mixed as splitmix64 does.
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
    hash ^= hash >> 31;
    return static_cast<double>(hash >> 11) * 0x1p-53;
}

}   // namespace smsgw::dispatch
