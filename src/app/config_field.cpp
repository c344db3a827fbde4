// From a value to its field: one overload per kind of field.
#include "app/config_field.hpp"

#include <algorithm>

#include "app/config_read.hpp"
#include "intake/allowance.hpp"
#include "smsgw/money.hpp"

namespace smsgw::app {
namespace {

using Form = Value::Form;

// One overload per kind of field; each leaves its target alone when it returns a problem.
class Assigner {
public:
    Assigner(const Value& value, const AssignContext& context)
        : value_(value), range_(context.range), origin_(context.origin), sources_(context.sources) {}

    Problem operator()(bool* out) const {
        if (value_.form != Form::plain && value_.form != Form::boolean)
            return expected(Form::boolean, value_.form);
        if (value_.text != "true" && value_.text != "false")
            return "'" + value_.text + "' is not true or false";
        *out = value_.text == "true";
        return {};
    }

    Problem operator()(int* out) const {
        return integer([&](std::int64_t n) { *out = static_cast<int>(n); });
    }
    Problem operator()(std::size_t* out) const {
        return integer([&](std::int64_t n) { *out = static_cast<std::size_t>(n); });
    }
    Problem operator()(Millis* out) const {
        return integer([&](std::int64_t n) { *out = range_.unit * n; });
    }

    Problem operator()(double* out) const { return take_real(value_, range_, *out); }

    Problem operator()(std::string* out) const {
        return text([&](std::string t) { *out = std::move(t); });
    }
    template <class Tag>
    Problem operator()(StrongString<Tag>* out) const {
        return text([&](std::string t) { *out = StrongString<Tag>(std::move(t)); });
    }

    Problem operator()(Secret* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        Secret secret;
        if (auto problem = open_secret(found, secret)) return problem;
        if (range_.check != nullptr && !secret.empty())
            if (auto problem = range_.check(secret.reveal())) return problem;
        *out = std::move(secret);
        return {};
    }

    Problem operator()(http::ListenAddress* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        auto address = http::ListenAddress::parse(found);
        if (address.has_error())
            return "'" + found + "' is not an address and port, like 127.0.0.1:8080 or [::1]:8080";
        *out = std::move(*address);
        return {};
    }

    Problem operator()(std::optional<redis::RedisAddress>* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        const bool in_the_open = origin_ != Origin::environment && !is_reference(found);
        if (is_reference(found)) {
            auto resolved = resolve_reference(found, sources_);
            if (!resolved.problem.empty()) return resolved.problem;
            found = resolved.value.reveal();
        }
        if (found.empty()) {
            out->reset();
            return {};
        }
        // Not echoed: it may hold a password.
        auto address = redis::RedisAddress::parse(found);
        if (address.has_error())
            return "is not a Redis URL, like redis://127.0.0.1:6379/0, rediss://host:6380 or unix:///path";
        if (in_the_open && !address->password.empty())
            return "holds a password: write env:NAME or file:/path of a secret that holds the whole URL";
        *out = std::move(*address);
        return {};
    }

    Problem operator()(redis::Durability* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        const auto durability = redis::durability_from_text(found);
        if (!durability) return "'" + found + "' is not one of strict, strict+replica, relaxed";
        *out = *durability;
        return {};
    }

    Problem operator()(std::optional<std::int64_t>* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        const auto micros = read_micros(found);
        if (!micros || *micros < 0) return "'" + found + "' is not an amount, like \"0.0450\"";
        *out = *micros;
        return {};
    }

    Problem operator()(std::optional<int>* out) const {
        const bool text = value_.form == Form::plain || value_.form == Form::string;
        if (text && value_.text.empty()) {
            out->reset();
            return {};
        }
        return integer([&](std::int64_t n) { *out = static_cast<int>(n); });
    }

    template <class Enum>
    requires std::is_enum_v<Enum> Problem operator()(std::optional<Enum>* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        if (found.empty()) {
            out->reset();
            return {};
        }
        Enum made{};
        if (auto problem = take_enum(found, made)) return problem;
        *out = made;
        return {};
    }

    Problem operator()(std::vector<int>* out) const { return take_integers(value_, range_, *out); }

    template <class Enum>
    requires std::is_enum_v<Enum> Problem operator()(Enum* out) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        return take_enum(found, *out);
    }

    template <class Enum>
    requires std::is_enum_v<Enum> Problem operator()(std::vector<Enum>* out) const {
        return list(*out, [](const std::string& item, Enum& made) { return take_enum(item, made); });
    }

    template <class Tag>
    Problem operator()(std::vector<StrongString<Tag>>* out) const {
        return list(*out, [this](const std::string& item, StrongString<Tag>& made) -> Problem {
            if (range_.check != nullptr)
                if (auto problem = range_.check(item)) return "'" + item + "' " + *problem;
            made = StrongString<Tag>(item);
            return {};
        });
    }

    Problem operator()(std::vector<std::string>* out) const {
        return list(*out, [this](const std::string& item, std::string& made) -> Problem {
            if (range_.check != nullptr)
                if (auto problem = range_.check(item)) return "'" + item + "' " + *problem;
            made = item;
            return {};
        });
    }

    Problem operator()(std::vector<Allowance>* out) const {
        return list(*out, [](const std::string& item, Allowance& made) -> Problem {
            const auto allowance = intake::read_allowance(item);
            if (!allowance) return "'" + item + "' is not a limit, like 10/h, 1/30s or 50/d:20";
            made = *allowance;
            return {};
        });
    }

    Problem operator()(std::vector<IpRange>* out) const {
        std::vector<std::string> items;
        if (auto problem = take_items(value_, items)) return problem;
        return take_ranges(items, *out);
    }

    Problem operator()(std::vector<ApiKey>* out) const {
        std::vector<std::string> items;
        if (auto problem = take_items(value_, items)) return problem;
        std::vector<ApiKey> keys(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto entry = "entry " + std::to_string(i + 1) + " ";
            Secret opened{items[i]};
            if (is_reference(items[i])) {
                auto resolved = resolve_reference(items[i], sources_);
                if (!resolved.problem.empty()) return entry + "(" + items[i] + "): " + resolved.problem;
                opened = std::move(resolved.value);
            }
            if (auto problem = take_api_key(opened.reveal(), keys[i])) return entry + *problem;
        }
        *out = std::move(keys);
        return {};
    }

private:
    template <class Store>
    Problem integer(Store store) const {
        std::int64_t number = 0;
        if (auto problem = take_integer(value_, range_, number)) return problem;
        store(number);
        return {};
    }

    template <class Store>
    Problem text(Store store) const {
        std::string found;
        if (auto problem = take_text(value_, found)) return problem;
        if (range_.check != nullptr)
            if (auto problem = range_.check(found)) return problem;
        store(std::move(found));
        return {};
    }

    template <class Item, class Make>
    Problem list(std::vector<Item>& out, Make make) const {
        std::vector<std::string> items;
        if (auto problem = take_items(value_, items)) return problem;
        std::vector<Item> made(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (auto problem = make(items[i], made[i])) return problem;
            if (std::find(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), items[i]) !=
                items.begin() + static_cast<std::ptrdiff_t>(i))
                return "names '" + items[i] + "' twice";
        }
        if (static_cast<std::int64_t>(made.size()) < range_.min) return "must not be empty";
        out = std::move(made);
        return {};
    }

    Problem open_secret(const std::string& found, Secret& out) const {
        if (is_reference(found) || (origin_ != Origin::environment && !found.empty())) {
            auto resolved = resolve_reference(found, sources_);
            if (!resolved.problem.empty()) return resolved.problem;
            out = std::move(resolved.value);
        } else {
            out = Secret(found);
        }
        return {};
    }

    const Value& value_;
    const Range& range_;
    Origin origin_;
    const SecretSources& sources_;
};

}   // namespace

std::optional<std::string> assign(Field field, const Value& value, const AssignContext& context) {
    return std::visit(Assigner(value, context), field);
}

}   // namespace smsgw::app
