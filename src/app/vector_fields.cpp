#include "app/vector_fields.hpp"

#include "base/crypto.hpp"
#include "http/form.hpp"
#include "providers/signature_check.hpp"

namespace smsgw::app {
namespace {

constexpr const char* form_type = "application/x-www-form-urlencoded";

std::string value_text(const nlohmann::json& value) {
    if (value.is_null()) return {};
    return value.is_string() ? value.get<std::string>() : value.dump();
}

void set_query(WebhookRequest& request) {
    request.query = providers::SignedUrl::split(request.public_url).query;
}

}   // namespace

void VectorFields::report(std::string trouble) {
    if (trouble_.empty()) trouble_ = std::move(trouble);
}

std::string VectorFields::text(const char* name) {
    if (!has(name)) report(std::string("it has no ") + name);
    return text_or(name);
}

std::string VectorFields::text_or(const char* name, std::string_view otherwise) {
    const auto found = vector_.find(name);
    if (found == vector_.end()) return std::string(otherwise);
    if (!found->is_string()) {
        report(std::string(name) + " is not a string");
        return {};
    }
    return found->get<std::string>();
}

bool VectorFields::flag(const char* name, bool otherwise) {
    const auto found = vector_.find(name);
    if (found == vector_.end()) return otherwise;
    if (found->is_boolean()) return found->get<bool>();
    report(std::string(name) + " is neither true nor false");
    return otherwise;
}

std::string VectorFields::bytes_from_hex(const char* name) {
    const auto bytes = from_hex(text(name));
    if (!bytes) report(std::string(name) + " is not hex");
    return bytes.value_or("");
}

const nlohmann::json* VectorFields::object(const char* name) {
    const auto found = vector_.find(name);
    if (found != vector_.end() && found->is_object()) return &*found;
    report(std::string("it has no object ") + name);
    return nullptr;
}

Secret VectorFields::decoded_key(const nlohmann::json& key, std::string_view encoding) {
    if (key.is_null()) return {};
    if (!key.is_string()) {
        report("a key is not a string");
        return {};
    }
    const auto& text = key.get_ref<const std::string&>();
    // The encoding may be followed by a remark.
    if (encoding.starts_with("utf8")) return Secret(text);
    const auto bytes = encoding.starts_with("hex")      ? from_hex(text)
                       : encoding.starts_with("base64") ? from_base64(text)
                                                        : std::nullopt;
    if (!bytes) report("a key is not what key_encoding says");
    return Secret(bytes.value_or(""));
}

std::vector<Secret> VectorFields::keys() {
    const auto encoding = text_or("key_encoding", "utf8");
    std::vector<Secret> found;
    if (const auto several = vector_.find("keys"); several != vector_.end() && several->is_array()) {
        for (const auto& key : *several) found.push_back(decoded_key(key, encoding));
        return found;
    }
    const auto one = vector_.find("key");
    if (one == vector_.end())
        report("it has no key");
    else
        found.push_back(decoded_key(*one, encoding));
    return found;
}

std::vector<http::Header> VectorFields::pairs(const char* name) {
    std::vector<http::Header> found;
    const auto field = vector_.find(name);
    if (field == vector_.end()) return found;
    if (field->is_object()) {
        for (const auto& [key, value] : field->items()) {
            if (!value.is_array()) {
                found.emplace_back(key, value_text(value));
                continue;
            }
            for (const auto& one : value) found.emplace_back(key, value_text(one));
        }
        return found;
    }
    if (!field->is_array()) report(std::string(name) + " is neither pairs nor an object");
    for (const auto& pair : *field) {
        if (pair.is_array() && pair.size() == 2 && pair[0].is_string())
            found.emplace_back(pair[0].get<std::string>(), value_text(pair[1]));
        else
            report(std::string(name) + " holds something that is not a pair");
    }
    return found;
}

WallTime VectorFields::clock_or(std::string_view own_unix_seconds) {
    const auto clock = vector_.find("clock");
    const auto text = clock == vector_.end() ? std::string(own_unix_seconds) : value_text(*clock);
    const auto time = providers::read_unix_seconds(text);
    if (!time && clock != vector_.end()) report("clock is not unix seconds");
    return time.value_or(WallTime{});
}

WebhookRequest VectorFields::request() {
    WebhookRequest request;
    request.method = text_or("method", "POST");
    request.public_url = text_or("url", "https://sms.example.com/webhooks/p");
    set_query(request);
    request.headers = pairs("headers");
    if (has("content_type")) request.headers.emplace_back("Content-Type", text("content_type"));
    request.body = text_or("body");
    return request;
}

void VectorFields::add_header(WebhookRequest& request, std::string name, std::string value) const {
    if (!has("headers") && !value.empty()) request.headers.emplace_back(std::move(name), std::move(value));
}

void put_params(WebhookRequest& request, const std::vector<http::Header>& params) {
    if (params.empty()) return;
    if (request.method != "GET") {
        request.body = http::write_form(params);
        if (request.header("Content-Type").empty()) request.headers.emplace_back("Content-Type", form_type);
        return;
    }
    const bool has_query = providers::SignedUrl::split(request.public_url).has_query;
    request.public_url += (has_query ? "&" : "?") + http::write_form(params);
    set_query(request);
}

}   // namespace smsgw::app
