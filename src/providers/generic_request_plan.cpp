// How the settings of a request are read.
#include "providers/generic_plan.hpp"

#include <algorithm>
#include <charconv>

#include "base/crypto.hpp"
#include "http/ascii.hpp"
#include "http/percent.hpp"
#include "http/url.hpp"

namespace smsgw::providers::generic {
namespace {

struct MediaRow {
    std::string_view word;
    std::string_view media;
    Place place;
};

// Short words for `content_type`, and what a media type means for the body's escapes.
constexpr MediaRow media_rows[] = {
    {"json", "application/json", Place::json},
    {"form", "application/x-www-form-urlencoded", Place::form},
    {"xml", "application/xml", Place::xml},
    {"text", "text/plain", Place::plain},
};

struct Media {
    std::string name;
    Place place = Place::plain;
};

Media media_of(const std::string& setting) {
    const std::string_view wanted = setting.empty() ? std::string_view("json") : std::string_view(setting);
    for (const auto& row : media_rows)
        if (row.word == wanted) return {std::string(row.media), row.place};
    const auto name = lower(wanted);
    for (const auto& row : media_rows)
        if (name.starts_with(row.media) ||
            (row.word != "text" && name.find("+" + std::string(row.word)) != std::string::npos))
            return {setting, row.place};
    return {setting, name.starts_with("text/xml") ? Place::xml : Place::plain};
}

std::string make_query(const ProviderConfig& config, RequestPlan& out) {
    const auto& items = config.settings.list("query");
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto equals = items[i].find('=');
        if (equals == std::string::npos || trim(items[i].substr(0, equals)).empty())
            return label("query", i) + "must be name = template";
        NamedTemplate one{http::percent_encode(trim(std::string_view(items[i]).substr(0, equals))), {}};
        const auto text = trim(std::string_view(items[i]).substr(equals + 1));
        if (auto problem = Template::parse(text, Place::url, one.value); !problem.empty())
            return label("query", i) + problem;
        out.query.push_back(std::move(one));
    }
    return {};
}

std::string make_headers(const ProviderConfig& config, RequestPlan& out) {
    const auto& items = config.settings.list("headers");
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto colon = items[i].find(':');
        NamedTemplate one{items[i].substr(0, colon), {}};
        if (colon == std::string::npos || !http::is_token(one.name))
            return label("headers", i) + "must be Name: template";
        for (const std::string_view ours :
             {"Content-Type", "Content-Length", "Host", "Transfer-Encoding", "Connection"})
            if (http::equal_ignoring_case(one.name, ours))
                return label("headers", i) + one.name + " is set by smsgw";
        const auto text = trim(std::string_view(items[i]).substr(colon + 1));
        if (!http::is_field_value(text)) return label("headers", i) + "control characters cannot be sent";
        if (auto problem = Template::parse(text, Place::header, one.value); !problem.empty())
            return label("headers", i) + problem;
        out.headers.push_back(std::move(one));
    }
    return {};
}

std::string make_auth(const ProviderConfig& config, RequestPlan& out) {
    const auto kind = choice_of(config, "auth", {"none", "basic", "bearer", "header"});
    if (!kind) return complaint_about_choice("auth", {"none", "basic", "bearer", "header"});
    const auto& key = config.api_key.reveal();
    if (*kind == 1) {
        if (config.client_id.empty() || config.client_secret.empty())
            return "auth: basic needs client_id and client_secret";
        if (config.client_id.find(':') != std::string::npos)
            return "client_id: must not hold a colon for auth basic";
        out.fixed_headers.emplace_back(
            "Authorization", "Basic " + base64(config.client_id + ":" + config.client_secret.reveal()));
    }
    if (*kind >= 2 && (key.empty() || !http::is_field_value(key)))
        return "auth: bearer and header need an api_key without control characters";
    if (*kind == 2) out.fixed_headers.emplace_back("Authorization", "Bearer " + key);
    if (*kind == 3) {
        const auto& name = config.settings.text("auth_header");
        if (!http::is_token(name)) return "auth_header: auth header needs the header's name";
        out.fixed_headers.emplace_back(name, key);
    }
    return {};
}

// A template that uses a credential which is not there would send an empty one.
std::string check_credentials(const ProviderConfig& config, const RequestPlan& plan) {
    if (plan.uses(Variable::api_key) && config.api_key.empty()) return "api_key: is required by {api_key}";
    if (plan.uses(Variable::client_id) && config.client_id.empty())
        return "client_id: is required by {client_id}";
    if (plan.uses(Variable::client_secret) && config.client_secret.empty())
        return "client_secret: is required by {client_secret}";
    return {};
}

// "60-86400"
std::string make_validity(const ProviderConfig& config, RequestPlan& out) {
    const auto& text = config.settings.text("validity_range");
    if (text.empty()) return {};
    const auto dash = std::min(text.find('-'), text.size());
    long from = 0;
    long to = 0;
    const auto* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), text.data() + dash, from);
    const auto second = std::from_chars(std::min(text.data() + dash + 1, end), end, to);
    const bool fine = first.ec == std::errc{} && first.ptr == text.data() + dash &&
                      second.ec == std::errc{} && second.ptr == end && from >= 1 && from <= to &&
                      to <= 31'536'000;
    if (!fine) return "validity_range: must be least and most seconds, like 60-86400";
    out.validity_min = std::chrono::seconds{from};
    out.validity_max = std::chrono::seconds{to};
    return {};
}

std::string make_texts(const ProviderConfig& config, RequestPlan& out) {
    const auto number = choice_of(config, "number_format", {"e164", "digits", "00"});
    if (!number) return complaint_about_choice("number_format", {"e164", "digits", "00"});
    const auto charset = choice_of(config, "charset", {"utf-8", "iso-8859-1"});
    if (!charset) return complaint_about_choice("charset", {"utf-8", "iso-8859-1"});
    const auto unicode = choice_of(config, "unicode_text", {"plain", "hex"});
    if (!unicode) return complaint_about_choice("unicode_text", {"plain", "hex"});
    out.number_format = static_cast<RequestPlan::NumberFormat>(*number);
    out.charset = static_cast<RequestPlan::Charset>(*charset);
    out.unicode_text = static_cast<RequestPlan::UnicodeText>(*unicode);
    const auto& values = config.settings.list("unicode_values");
    if (!values.empty() && values.size() != 2) return "unicode_values: must be two: for GSM-7, for UCS-2";
    out.unicode_values[0] = values.empty() ? "false" : values[0];
    out.unicode_values[1] = values.empty() ? "true" : values[1];
    return {};
}

// Values of no message, to see whether a body becomes JSON.
Values sample_values(const RequestPlan& plan) {
    Values values;
    values.fill("1");
    at(values, Variable::unicode) = plan.unicode_values[1];
    return values;
}

std::string make_body(const ProviderConfig& config, RequestPlan& out) {
    const auto& text = config.settings.text("body");
    if (text.empty()) return {};
    const auto media = media_of(config.settings.text("content_type"));
    if (media.name.find('/') == std::string::npos || !http::is_field_value(media.name))
        return "content_type: must be json, form, xml, text, or a media type";
    if (auto problem = Template::parse(text, media.place, out.body); !problem.empty())
        return "body: " + problem;
    if (media.place == Place::json) {
        if (!parse_json(out.body.render(sample_values(out))))
            return "body: is not JSON once its variables are filled in";
        if (out.charset != RequestPlan::Charset::utf8) return "charset: JSON is UTF-8";
    }
    out.fixed_headers.emplace_back("Content-Type", media.name);
    return {};
}

}   // namespace

bool RequestPlan::uses(Variable variable) const {
    const auto in = [&](const NamedTemplate& one) { return one.value.uses(variable); };
    return path.uses(variable) || body.uses(variable) || std::any_of(query.begin(), query.end(), in) ||
           std::any_of(headers.begin(), headers.end(), in);
}

std::string make_request_plan(const ProviderConfig& config, RequestPlan& out) {
    if (http::Url::parse(config.base_url).has_error() || config.base_url.find('?') != std::string::npos)
        return "base_url: must be an http or https URL without a query, which is the key query";
    out.base_url = config.base_url;
    const auto method = choice_of(config, "method", {"POST", "GET", "PUT"});
    if (!method) return complaint_about_choice("method", {"POST", "GET", "PUT"});
    out.method = config.settings.text("method").empty() ? "POST" : config.settings.text("method");
    if (auto problem = make_texts(config, out); !problem.empty()) return problem;
    const auto& path = config.settings.text("path");
    if (!path.empty() && (!path.starts_with('/') || path.find_first_of("?# ") != std::string::npos))
        return "path: must begin with / and have no query, which is the key query";
    if (auto problem = Template::parse(path, Place::url, out.path); !problem.empty())
        return "path: " + problem;
    while (!path.empty() && out.base_url.ends_with('/')) out.base_url.pop_back();
    if (auto problem = make_query(config, out); !problem.empty()) return problem;
    if (auto problem = make_headers(config, out); !problem.empty()) return problem;
    if (auto problem = make_auth(config, out); !problem.empty()) return problem;
    if (auto problem = make_validity(config, out); !problem.empty()) return problem;
    if (auto problem = make_body(config, out); !problem.empty()) return problem;
    if (out.method == "GET" && !out.body.empty()) return "body: a GET has none, use query";
    if (!out.uses(Variable::to) && !out.uses(Variable::to_digits))
        return "body: neither it nor path or query has {to} or {to_digits}";
    if (!out.uses(Variable::text) && !out.uses(Variable::text_hex))
        return "body: neither it nor path or query has {text} or {text_hex}";
    return check_credentials(config, out);
}

}   // namespace smsgw::providers::generic
