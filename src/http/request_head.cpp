// Beast for the grammar, request_check for the rules.
#include "http/request_head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/none.hpp>
#include <limits>

#include "http/ascii.hpp"
#include "http/request_check.hpp"

namespace smsgw::http {
namespace {

namespace beast = boost::beast::http;
using HeadParser = beast::request_parser<beast::empty_body>;

// Does any line of the head carry that field? For heads that Beast refused, so without help from its parser.
bool names_field(std::string_view head, std::string_view name) {
    for (auto at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
        const auto line = head.substr(at + 1);
        if (line.size() <= name.size() || !equal_ignoring_case(line.substr(0, name.size()), name)) continue;
        const auto rest = line.find_first_not_of(" \t", name.size());
        if (rest != std::string_view::npos && line[rest] == ':') return true;
    }
    return false;
}

// HTTP/x.y at the line's end, other than the two that are served: with those it is the rest of the line that is wrong.
bool ends_with_other_version(std::string_view line) {
    if (line.size() < 9) return false;
    const auto version = line.substr(line.size() - 9);
    return version.starts_with(" HTTP/") && is_digit(version[6]) && version[7] == '.' &&
           is_digit(version[8]) && version != " HTTP/1.0" && version != " HTTP/1.1";
}

// Why Beast refused: it stops at the first thing it dislikes, we answer by what matters most.
Errc refusal_of(std::string_view head, const boost::system::error_code& ec) {
    if (names_field(head, "transfer-encoding")) return Errc::transfer_encoding_refused;
    const auto request_line = head.substr(0, head.find('\r'));
    if (ec == beast::error::bad_version && ends_with_other_version(request_line))
        return Errc::version_unsupported;
    return Errc::request_malformed;
}

RequestFacts facts_of(const HeadParser::value_type& message) {
    RequestFacts facts;
    facts.method = message.method_string();
    facts.target = message.target();
    for (const auto& field : message) {
        switch (field.name()) {
            case beast::field::host:
                ++facts.hosts;
                facts.host = field.value();
                break;
            case beast::field::content_length:
                ++facts.content_lengths;
                facts.content_length = field.value();
                break;
            case beast::field::transfer_encoding:
                ++facts.transfer_encodings;
                break;
            default:
                break;
        }
    }
    return facts;
}

Request request_of(const HeadParser::value_type& message) {
    Request request;
    request.method = message.method_string();
    request.target = message.target();
    const auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = request.target.substr(mark + 1);
    request.headers.reserve(16);
    for (const auto& field : message) request.headers.emplace_back(field.name_string(), field.value());
    return request;
}

}   // namespace

Result<RequestHead> read_request_head(std::string_view head, const ServerLimits& limits) {
    HeadParser parser;
    // HeadScanner has bounded the head and check_request bounds the body: Beast's own limits are not needed.
    parser.header_limit(std::numeric_limits<std::uint32_t>::max());
    parser.body_limit(boost::none);
    boost::system::error_code ec;
    const auto used = parser.put(asio::buffer(head), ec);
    if (ec) return refusal_of(head, ec);
    // Both readers must agree on where the head ends; everything after it depends on that.
    if (!parser.is_header_done() || used != head.size()) return Errc::request_malformed;

    const auto& message = parser.get();
    const auto body_bytes = check_request(facts_of(message), limits);
    if (body_bytes.has_error()) return body_bytes.error();

    RequestHead result;
    result.request = request_of(message);
    result.body_bytes = *body_bytes;
    // HTTP/1.0 gets one answer per connection: its keep-alive is an extension with rules of its own.
    if (message.version() == 11 && parser.keep_alive()) result.persistence = Persistence::keep_alive;
    if (message.version() == 11 && equal_ignoring_case(result.request.header("Expect"), "100-continue"))
        result.expectation = Expectation::continue_100;
    return result;
}

}   // namespace smsgw::http
