// The way back: from a field to its notation, for --check, the log at start and the examples.
#include <fmt/format.h>

#include "app/config_field.hpp"
#include "app/config_names.hpp"
#include "app/config_read.hpp"
#include "intake/allowance.hpp"
#include "smsgw/money.hpp"

namespace smsgw::app {
namespace {

using Form = Value::Form;

constexpr auto masked = "***";

Value text_value(std::string text) {
    return {Form::string, std::move(text), {}};
}
Value integer_value(std::int64_t number) {
    return {Form::integer, std::to_string(number), {}};
}
Value list_value(std::vector<std::string> items) {
    return {Form::list, {}, std::move(items)};
}

std::string text_of(const http::ListenAddress& address) {
    const bool v6 = address.host.find(':') != std::string::npos;
    return fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), address.host, address.port);
}

struct Writer {
    const Range& range;

    Value operator()(const bool* field) const { return {Form::boolean, *field ? "true" : "false", {}}; }
    Value operator()(const int* field) const { return integer_value(*field); }
    Value operator()(const std::size_t* field) const {
        return integer_value(static_cast<std::int64_t>(*field));
    }
    Value operator()(const double* field) const { return {Form::real, fmt::format("{:g}", *field), {}}; }
    Value operator()(const Millis* field) const { return integer_value(*field / range.unit); }
    Value operator()(const std::string* field) const { return text_value(*field); }
    Value operator()(const Secret* field) const { return text_value(field->empty() ? "" : masked); }
    Value operator()(const http::ListenAddress* field) const { return text_value(text_of(*field)); }
    Value operator()(const std::optional<redis::RedisAddress>* field) const {
        return text_value(*field ? (*field)->text() : "");
    }
    template <class Tag>
    Value operator()(const StrongString<Tag>* field) const {
        return text_value(field->str());
    }
    template <class Enum>
    requires std::is_enum_v<Enum> Value operator()(const Enum* field) const {
        return text_value(std::string(name_of(*field)));
    }
    template <class Enum>
    requires std::is_enum_v<Enum> Value operator()(const std::optional<Enum>* field) const {
        return text_value(*field ? std::string(name_of(**field)) : "");
    }
    Value operator()(const std::optional<std::int64_t>* field) const {
        return text_value(*field ? micros_text(**field) : "");
    }
    Value operator()(const std::optional<int>* field) const {
        return *field ? integer_value(**field) : Value{Form::integer, "", {}};
    }
    Value operator()(const std::vector<int>* field) const {
        Value value{Form::integers, {}, {}};
        for (const int number : *field) value.items.push_back(std::to_string(number));
        return value;
    }
    template <class Item>
    Value operator()(const std::vector<Item>* field) const {
        std::vector<std::string> items;
        for (const auto& item : *field) items.push_back(item_text(item));
        return list_value(std::move(items));
    }

private:
    template <class Enum>
    requires std::is_enum_v<Enum>
    static std::string item_text(Enum item) { return std::string(name_of(item)); }
    template <class Tag>
    static std::string item_text(const StrongString<Tag>& item) {
        return item.str();
    }
    static std::string item_text(const std::string& item) { return item; }
    static std::string item_text(const Allowance& item) { return intake::to_text(item); }
    static std::string item_text(const IpRange& item) { return item.text(); }
    // What a key may do says something to people, its hash says nothing.
    static std::string item_text(const ApiKey& key) { return masked + rights_text(key); }
};

}   // namespace

Value value_of_field(Field field, const Range& range) {
    return std::visit(Writer{range}, field);
}

}   // namespace smsgw::app
