// "Did you mean ...?"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smsgw::app {

// Typing mistakes between two words: letters added, left out, changed, or two neighbours swapped.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The candidate that `word` was probably meant to be; empty when none is near (a third of its length, at least 2).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}   // namespace smsgw::app
