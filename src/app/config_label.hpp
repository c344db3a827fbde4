// What messages about the configuration call the tables of a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smsgw::app {

// "accounts[shop]"
inline std::string label(std::string_view list, const std::string& name) {
    return std::string(list) + "[" + name + "]";
}

// "accounts[#2]", for the second one.
inline std::string place_label(std::string_view list, std::size_t index) {
    return label(list, "#" + std::to_string(index + 1));
}

// By its id where it has one, else by its place.
template <class Item>
std::string label(std::string_view list, const std::vector<Item>& items, std::size_t index) {
    const auto& id = items[index].id.str();
    return id.empty() ? place_label(list, index) : label(list, id);
}

}   // namespace smsgw::app
