// One signature vector of a file, field by field, and the webhook request that it stands for.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/time.hpp"
#include "smsgw/webhook_request.hpp"

namespace smsgw::app {

class VectorFields {
public:
    explicit VectorFields(const nlohmann::json& vector) : vector_(vector) {}

    // The first thing about the vector that could not be read, "" when all is well. A vector with one proves nothing,
    // whatever came of it.
    const std::string& trouble() const { return trouble_; }
    void report(std::string trouble);

    bool has(const char* name) const { return vector_.contains(name); }
    std::string text(const char* name);   // trouble when it is not a string
    std::string text_or(const char* name,
                        std::string_view otherwise = {});   // trouble only when it is no string
    bool flag(const char* name, bool otherwise);            // likewise
    std::string bytes_from_hex(const char* name);
    const nlohmann::json* object(const char* name);   // null and trouble when it is not one

    // `key` as `key_encoding` says (utf8, hex or base64), null for an empty one; or each of `keys`.
    std::vector<Secret> keys();
    // Pairs, or an object whose values may be arrays for names that are repeated.
    std::vector<http::Header> pairs(const char* name);
    // `clock`, or what the vector's own timestamp says: the vector is then about something else.
    WallTime clock_or(std::string_view own_unix_seconds);

    // `method` (POST), `url`, `headers`, `content_type` and `body`, as far as the vector has them.
    WebhookRequest request();
    // Without `headers` in the vector, those that its scheme needs are made of its other fields.
    void add_header(WebhookRequest& request, std::string name, std::string value) const;

private:
    Secret decoded_key(const nlohmann::json& key, std::string_view encoding);

    const nlohmann::json& vector_;
    std::string trouble_;
};

// In the URL of a GET, in the form of another method.
void put_params(WebhookRequest& request, const std::vector<http::Header>& params);

}   // namespace smsgw::app
