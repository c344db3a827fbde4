#include "base/strict_json.hpp"

#include <string>
#include <vector>

namespace smsgw {
namespace {

using nlohmann::json;

// Builds the value while it is read; answering false stops the parser at once, so that a bomb costs nothing.
class Builder : public nlohmann::json_sax<json> {
public:
    explicit Builder(const JsonLimits& limits) : limits_(limits) {}

    json take() { return std::move(root_); }

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override {
        return value.find('\0') == string_t::npos && put(std::move(value));
    }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }

    bool key(string_t& name) override {
        auto& object = *open_.back();
        if (object.size() >= limits_.keys_max || object.contains(name)) return false;
        if (name.find('\0') != string_t::npos) return false;
        slot_ = &object[name];
        return true;
    }

private:
    json* place(json value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (open_.back()->is_array()) {
            open_.back()->push_back(std::move(value));
            return &open_.back()->back();
        }
        *slot_ = std::move(value);
        return slot_;
    }
    bool put(json value) {
        place(std::move(value));
        return true;
    }
    bool open(json container) {
        if (static_cast<int>(open_.size()) >= limits_.depth_max) return false;
        open_.push_back(place(std::move(container)));
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }

    const JsonLimits& limits_;
    json root_;
    std::vector<json*>
        open_;   // an inner container stays where it is while its outer ones are open and not grown
    json* slot_ = nullptr;
};

}   // namespace

Result<json> read_strict_json(std::string_view text, const JsonLimits& limits) {
    // Spelled out, because a json value can be made of an enumerator too.
    const Result<json> malformed(boost::system::in_place_error, Errc::json_malformed);
    if (text.starts_with("\xEF\xBB\xBF")) return malformed;
    // The parser takes a NUL for the end of the text and would not look at what follows it.
    if (text.find('\0') != std::string_view::npos) return malformed;
    Builder builder(limits);
    if (!json::sax_parse(text, &builder)) return malformed;
    return Result<json>(boost::system::in_place_value, builder.take());
}

}   // namespace smsgw
