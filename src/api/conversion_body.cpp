#include "api/conversion_body.hpp"

#include "api/field_name.hpp"
#include "base/strict_json.hpp"

namespace smsgw::api {

Result<ConversionBody> read_conversion_body(std::string_view body) {
    const auto parsed = read_strict_json(body);
    if (parsed.has_error() || !parsed->is_object()) return Errc::json_malformed;
    std::vector<intake::FieldProblem> problems;
    for (const auto& [name, value] : parsed->items()) {
        if (name != "converted")
            problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
        else if (!value.is_boolean())
            problems.push_back({name, Errc::field_type, "Must be true or false."});
    }
    if (!parsed->contains("converted"))
        problems.push_back({"converted", Errc::field_missing, "This field is required."});
    if (!problems.empty()) return ConversionBody(std::move(problems));
    return ConversionBody((*parsed)["converted"].get<bool>() ? Conversion::converted : Conversion::unconverted);
}

}   // namespace smsgw::api
