#include "api/send_body.hpp"

#include "api/field_name.hpp"
#include "base/strict_json.hpp"

namespace smsgw::api {
namespace {

using intake::FieldProblem;
using intake::SendRequest;
using nlohmann::json;

// How each field goes into the request; answers false when its type is wrong.
struct Field {
    std::string_view name;
    const char* type;
    bool (*take)(json& value, SendRequest& request);
};

bool take_text(json& value, std::string& into) {
    if (!value.is_string()) return false;
    into = std::move(value.get_ref<std::string&>());
    return true;
}

bool take_optional(json& value, std::optional<std::string>& into) {
    return take_text(value, into.emplace());
}

const Field fields[] = {
    {"to", "a string", [](json& v, SendRequest& r) { return take_text(v, r.to); }},
    {"message", "a string",
     [](json& v, SendRequest& r) {
         if (!v.is_string()) return false;
         r.message = SmsText(std::move(v.get_ref<std::string&>()));
         return true;
     }},
    {"sender", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.sender); }},
    {"region", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.region); }},
    {"reference", "a string", [](json& v, SendRequest& r) { return take_text(v, r.reference); }},
    {"lane", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.lane); }},
    {"validity_s", "an integer",
     [](json& v, SendRequest& r) {
         if (!v.is_number_integer()) return false;
         r.validity_s = v.get<std::int64_t>();
         return true;
     }},
    {"send_at", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.send_at); }},
    {"on_ambiguous", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.on_ambiguous); }},
    {"callback_url", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.callback_url); }},
    {"end_user_ip", "a string", [](json& v, SendRequest& r) { return take_text(v, r.end_user_ip); }},
    {"session_id", "a string", [](json& v, SendRequest& r) { return take_text(v, r.session_id); }},
    {"captcha_token", "a string", [](json& v, SendRequest& r) { return take_optional(v, r.captcha_token); }},
    {"challenge_passed", "true or false",
     [](json& v, SendRequest& r) {
         if (!v.is_boolean()) return false;
         r.challenge_passed = v.get<bool>();
         return true;
     }},
    {"dry_run", "true or false",
     [](json& v, SendRequest& r) {
         if (!v.is_boolean()) return false;
         r.mode = v.get<bool>() ? intake::Mode::dry_run : intake::Mode::real;
         return true;
     }},
};

const Field* find_field(std::string_view name) {
    for (const auto& field : fields)
        if (field.name == name) return &field;
    return nullptr;
}

SendBody read_message(json& wanted) {
    if (!wanted.is_object())
        return std::vector<FieldProblem>{{"messages", Errc::field_type, "Each message must be an object."}};
    SendRequest request;
    std::vector<FieldProblem> problems;
    for (const std::string_view required : {"to", "message"})
        if (!wanted.contains(required))
            problems.push_back({std::string(required), Errc::field_missing, "This field is required."});
    for (auto& [name, value] : wanted.items()) {
        const auto* field = find_field(name);
        if (field == nullptr)
            problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
        else if (!field->take(value, request))
            problems.push_back({name, Errc::field_type, std::string("Must be ") + field->type + "."});
    }
    if (!problems.empty()) return problems;
    return request;
}

}   // namespace

Result<SendBody> read_send_body(std::string_view body) {
    auto parsed = read_strict_json(body);
    if (parsed.has_error() || !parsed->is_object()) return Errc::json_malformed;
    return read_message(*parsed);
}

Result<BatchBody> read_batch_body(std::string_view body) {
    auto parsed = read_strict_json(body);
    if (parsed.has_error() || !parsed->is_object()) return Errc::json_malformed;
    std::vector<FieldProblem> problems;
    for (const auto& [name, value] : parsed->items())
        if (name != "messages")
            problems.push_back({shorten(name), Errc::field_unknown, "This call has no such field."});
    auto& list = (*parsed)["messages"];
    if (list.is_null())
        problems.push_back({"messages", Errc::field_missing, "This field is required."});
    else if (!list.is_array())
        problems.push_back({"messages", Errc::field_type, "Must be an array of messages."});
    else if (list.empty() || list.size() > batch_messages_max)
        problems.push_back({"messages", Errc::batch_size_invalid, "1 to 1000 messages."});
    if (!problems.empty()) return BatchBody(std::move(problems));
    std::vector<SendBody> messages;
    for (auto& one : list) messages.push_back(read_message(one));
    return BatchBody(std::move(messages));
}

}   // namespace smsgw::api
