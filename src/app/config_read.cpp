// Texts, lists, numbers and networks out of values.
#include "app/config_read.hpp"

#include <charconv>

namespace smsgw::app {

std::vector<std::string> split_at_commas(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto item = text.substr(0, comma);
        while (item.starts_with(' ')) item.remove_prefix(1);
        while (item.ends_with(' ')) item.remove_suffix(1);
        items.emplace_back(item);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

std::string expected(Value::Form wanted, Value::Form found) {
    return "expected " + form_name(wanted) + ", found " + form_name(found);
}

Problem take_text(const Value& value, std::string& out) {
    if (value.form != Value::Form::plain && value.form != Value::Form::string)
        return expected(Value::Form::string, value.form);
    out = value.text;
    return {};
}

Problem take_items(const Value& value, std::vector<std::string>& out) {
    if (value.form == Value::Form::plain) {
        out = split_at_commas(value.text);
    } else if (value.form == Value::Form::list) {
        out = value.items;
    } else {
        return expected(Value::Form::list, value.form);
    }
    return {};
}

std::string out_of_range(const Range& range) {
    return "must be from " + std::to_string(range.min) + " to " + std::to_string(range.max);
}

Problem take_integer(const Value& value, const Range& range, std::int64_t& out) {
    if (value.form != Value::Form::plain && value.form != Value::Form::integer)
        return expected(Value::Form::integer, value.form);
    std::int64_t number = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [stopped, error] = std::from_chars(value.text.data(), end, number);
    if (error == std::errc::result_out_of_range) return out_of_range(range);
    if (error != std::errc() || stopped != end) return "'" + value.text + "' is not a whole number";
    if (number < range.min || number > range.max) return out_of_range(range);
    out = number;
    return {};
}

Problem take_integers(const Value& value, const Range& range, std::vector<int>& out) {
    using Form = Value::Form;
    const bool empty = value.form == Form::list && value.items.empty();   // of strings, or of numbers
    if (value.form != Form::integers && value.form != Form::plain && !empty)
        return expected(Form::integers, value.form);
    const auto items = value.form == Form::plain ? split_at_commas(value.text) : value.items;
    std::vector<int> made;
    for (const auto& item : items) {
        std::int64_t number = 0;
        if (auto problem = take_integer({Form::integer, item, {}}, range, number))
            return "'" + item + "' " + *problem;
        made.push_back(static_cast<int>(number));
    }
    out = std::move(made);
    return {};
}

Problem take_real(const Value& value, const Range& range, double& out) {
    const bool number = value.form == Value::Form::plain || value.form == Value::Form::integer ||
                        value.form == Value::Form::real;
    if (!number) return expected(Value::Form::real, value.form);
    double parsed = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [stopped, error] = std::from_chars(value.text.data(), end, parsed);
    if (error != std::errc() || stopped != end) return "'" + value.text + "' is not a number";
    // Written so that NaN fails it.
    if (!(parsed >= static_cast<double>(range.min) && parsed <= static_cast<double>(range.max)))
        return out_of_range(range);
    out = parsed;
    return {};
}

Problem take_ranges(const std::vector<std::string>& items, std::vector<IpRange>& out) {
    std::vector<IpRange> ranges;
    for (const auto& item : items) {
        const auto range = IpRange::parse(item);
        if (!range) return "'" + item + "' is not an address or a network, like 192.0.2.7 or 10.0.0.0/8";
        // Bits behind the length would say something else than what they do.
        if (range->text() != item) return "'" + item + "' must be written as " + range->text();
        ranges.push_back(*range);
    }
    out = std::move(ranges);
    return {};
}

}   // namespace smsgw::app
