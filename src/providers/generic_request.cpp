#include "providers/generic_request.hpp"

#include <algorithm>
#include <optional>

#include "base/crypto.hpp"
#include "base/time_text.hpp"
#include "domain/utf8.hpp"
#include "http/url.hpp"

namespace smsgw::providers::generic {
namespace {

using std::chrono::seconds;

// UTF-16, high byte first, as SMS has it; in hex.
std::string hex_text(std::string_view utf8) {
    std::string bytes;
    const auto unit = [&](char32_t value) {
        bytes += static_cast<char>(value >> 8);
        bytes += static_cast<char>(value & 0xFF);
    };
    while (!utf8.empty()) {
        const auto one = decode_utf8(utf8);
        if (one.bytes == 0) break;   // texts are checked at the door
        if (one.value >= 0x10000) {
            unit(0xD800 + ((one.value - 0x10000) >> 10));
            unit(0xDC00 + ((one.value - 0x10000) & 0x3FF));
        } else {
            unit(one.value);
        }
        utf8.remove_prefix(one.bytes);
    }
    return hex(bytes);
}

std::optional<std::string> in_latin1(std::string_view utf8) {
    std::string bytes;
    while (!utf8.empty()) {
        const auto one = decode_utf8(utf8);
        if (one.bytes == 0 || one.value > 0xFF) return std::nullopt;
        bytes += static_cast<char>(one.value);
        utf8.remove_prefix(one.bytes);
    }
    return bytes;
}

std::string number_text(const E164Number& number, RequestPlan::NumberFormat format) {
    if (format == RequestPlan::NumberFormat::e164) return number.str();
    const std::string digits(number.digits());
    return format == RequestPlan::NumberFormat::zeros ? "00" + digits : digits;
}

std::string count_text(long long count) {
    return std::to_string(count);
}

void fill_times(Values& values, const RequestPlan& plan, Millis validity, WallTime now) {
    const auto left = std::clamp(std::chrono::floor<seconds>(validity), plan.validity_min, plan.validity_max);
    const auto expires = now + left;
    const auto unix_seconds = [](WallTime time) {
        return count_text(std::chrono::floor<seconds>(time).time_since_epoch().count());
    };
    at(values, Variable::validity_s) = count_text(left.count());
    at(values, Variable::validity_ms) = count_text(Millis(left).count());
    at(values, Variable::validity_min) = count_text(std::max<long long>(1, left.count() / 60));
    at(values, Variable::expires_at) = to_rfc3339(expires);
    at(values, Variable::expires_unix) = unix_seconds(expires);
    at(values, Variable::now) = to_rfc3339(now);
    at(values, Variable::now_unix) = unix_seconds(now);
}

// Nothing: a text that is used is not in the charset.
std::optional<Values> values_of(const ProviderConfig& config, const RequestPlan& plan,
                                const SubmitRequest& submit, WallTime now) {
    const auto& message = submit.message;
    const bool is_unicode = message.encoding == Encoding::ucs2;
    const auto& sender = message.sender.str();
    Values values;
    at(values, Variable::to) = number_text(message.to, plan.number_format);
    at(values, Variable::to_digits) = message.to.digits();
    at(values, Variable::from) = sender;
    at(values, Variable::from_digits) = sender.starts_with('+') ? sender.substr(1) : sender;
    at(values, Variable::text_hex) = hex_text(message.text.reveal());
    at(values, Variable::text) = is_unicode && plan.unicode_text == RequestPlan::UnicodeText::hex
                                     ? at(values, Variable::text_hex)
                                     : message.text.reveal();
    at(values, Variable::ref) = submit.ref;
    at(values, Variable::msgid) = message.msgid.str();
    at(values, Variable::attempt) = count_text(submit.attempt);
    at(values, Variable::dedupe_key) = submit.dedupe_key;
    at(values, Variable::report_url) = submit.report_url;
    at(values, Variable::reference) = message.reference.str();
    at(values, Variable::unicode) = plan.unicode_values[is_unicode ? 1 : 0];
    at(values, Variable::segments) = count_text(message.segments);
    at(values, Variable::country) = message.country;
    at(values, Variable::lane) = to_text(message.lane);
    at(values, Variable::api_key) = config.api_key.reveal();
    at(values, Variable::client_id) = config.client_id;
    at(values, Variable::client_secret) = config.client_secret.reveal();
    fill_times(values, plan, submit.validity, now);
    if (plan.charset == RequestPlan::Charset::utf8) return values;
    for (const auto variable : {Variable::text, Variable::reference}) {
        if (!plan.uses(variable)) continue;
        auto converted = in_latin1(at(values, variable));
        if (!converted) return std::nullopt;
        at(values, variable) = std::move(*converted);
    }
    return values;
}

}   // namespace

std::variant<http::ClientRequest, Refused> build_request(const ProviderConfig& config,
                                                         const RequestPlan& plan, const SubmitRequest& submit,
                                                         WallTime now) {
    const auto values = values_of(config, plan, submit, now);
    if (!values) return Refused{error_prefix(config) + "not_in_charset"};
    http::ClientRequest request;
    request.method = plan.method;
    request.url = plan.base_url + plan.path.render(*values);
    char separator = '?';
    for (const auto& [name, value] : plan.query) {
        request.url += separator + name + "=" + value.render(*values);
        separator = '&';
    }
    if (http::Url::parse(request.url).has_error()) return Refused{error_prefix(config) + "url_too_long"};
    request.headers = plan.fixed_headers;
    for (const auto& [name, value] : plan.headers) request.headers.emplace_back(name, value.render(*values));
    request.body = plan.body.render(*values);
    return request;
}

}   // namespace smsgw::providers::generic
