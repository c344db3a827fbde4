// Moves a value into its field and back. A field is a pointer to a member of known type, so that one row of a key
// table serves reading, printing and examples alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "app/config.hpp"
#include "app/config_value.hpp"

namespace smsgw::app {

// `std::optional<std::int64_t>` is an amount of money in millionths, written as a decimal string.
using Field =
    std::variant<bool*, int*, std::size_t*, double*, Millis*, std::string*, Secret*, AccountId*, ProviderId*,
                 dispatch::RouteId*, Sender*, http::ListenAddress*, std::optional<redis::RedisAddress>*,
                 std::optional<Lane>*, std::optional<captcha::Service>*, captcha::OnOutage*,
                 std::optional<std::int64_t>*, std::optional<int>*, redis::Durability*, log::Level*,
                 log::Format*, OnAmbiguous*, std::vector<Role>*, std::vector<Lane>*, std::vector<Sender>*,
                 std::vector<ApiKey>*, std::vector<ProviderId>*, std::vector<std::string>*, std::vector<int>*,
                 std::vector<AdmissionRule>*, std::vector<Allowance>*, std::vector<IpRange>*>;

// What is wrong with a text, or nothing.
using Check = std::optional<std::string> (*)(std::string_view text);

// What a field accepts beyond its type. Bounds are in the key's own unit; durations are `unit` long each.
struct Range {
    std::int64_t min = 0;
    std::int64_t max = 0;
    Millis unit{1};
    Check check = nullptr;   // of a string, or of each item of a list
};

// Where the value came from decides whether a secret may stand in it in the open.
enum class Origin : std::uint8_t { file, environment, flag };

struct AssignContext {
    const Range& range;
    Origin origin;
    const SecretSources& sources;
};

// Sets the field, or says what is wrong and leaves it as it was. The problem never quotes a secret.
std::optional<std::string> assign(Field field, const Value& value, const AssignContext& context);

// The field's value as it would be written; secrets as ***, or empty when there is none.
Value value_of_field(Field field, const Range& range);

}   // namespace smsgw::app
