// Status line, fields, body.
#include "http/response_text.hpp"

#include <algorithm>
#include <ctime>
#include <iterator>

#include "http/ascii.hpp"

namespace smsgw::http {
namespace {

struct Reason {
    int status;
    std::string_view text;
};

constexpr Reason reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {207, "Multi-Status"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

// A client needs the number only; the words may be empty (RFC 9112, section 4).
std::string_view reason_of(int status) {
    for (const auto& reason : reasons)
        if (reason.status == status) return reason.text;
    return "";
}

// Fields that say how this connection frames and carries the message.
bool belongs_to_connection(std::string_view name) {
    constexpr std::string_view names[] = {"Content-Type", "Content-Length", "Transfer-Encoding",
                                          "Connection",   "Keep-Alive",     "Date",
                                          "X-Request-Id", "Upgrade",        "Trailer"};
    return std::any_of(std::begin(names), std::end(names),
                       [name](std::string_view own) { return equal_ignoring_case(own, name); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    if (!is_token(name) || !is_field_value(value)) return;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

}   // namespace

std::string_view DateText::at(WallTime now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == second_) return text_;
    second_ = second;
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto time = std::chrono::system_clock::to_time_t(second);
    std::tm utc{};
    gmtime_r(&time, &utc);
    // Not strftime's %a and %b: they follow the locale.
    char rest[32];
    const auto length = std::strftime(rest, sizeof rest, " %Y %H:%M:%S GMT", &utc);
    text_ = days[utc.tm_wday];
    text_ += utc.tm_mday < 10 ? ", 0" : ", ";
    text_ += std::to_string(utc.tm_mday);
    text_ += ' ';
    text_ += months[utc.tm_mon];
    text_.append(rest, length);
    return text_;
}

std::string to_text(const Response& response, const Envelope& envelope) {
    const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
    const bool bodiless = status == 204 || status == 304;   // by definition (RFC 9110, section 6.4.1)
    std::string out;
    out.reserve(256 + response.body.size());
    out += "HTTP/1.1 ";
    out += std::to_string(status);
    out += ' ';
    out += reason_of(status);
    out += "\r\n";
    append_field(out, "Date", envelope.date);
    if (!bodiless) {
        if (!response.body.empty() && !response.content_type.empty())
            append_field(out, "Content-Type", response.content_type);
        append_field(out, "Content-Length", std::to_string(response.body.size()));
    }
    append_field(out, "X-Request-Id", envelope.request_id);
    if (envelope.persistence == Persistence::close) out += "Connection: close\r\n";
    for (const auto& [name, value] : response.headers)
        if (!belongs_to_connection(name)) append_field(out, name, value);
    out += "\r\n";
    if (!bodiless && envelope.method != "HEAD") out += response.body;
    return out;
}

}   // namespace smsgw::http
