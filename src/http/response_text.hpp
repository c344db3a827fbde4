// The bytes of an answer, built as one string so that one write sends it (Beast's message and serializer cost a fifth
// of the server's speed, docs/adr/0001-threads.md).
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/request_head.hpp"
#include "smsgw/time.hpp"

namespace smsgw::http {

inline constexpr std::string_view continue_text = "HTTP/1.1 100 Continue\r\n\r\n";

// The `Date` field's value (RFC 9110, section 5.6.7), formatted once per second.
class DateText {
public:
    std::string_view at(WallTime now);

private:
    std::chrono::sys_seconds second_{std::chrono::seconds{-1}};
    std::string text_;
};

// What the connection adds to a handler's answer.
struct Envelope {
    std::string_view method;       // of the request: HEAD gets no body
    std::string_view request_id;   // becomes X-Request-Id
    std::string_view date;
    Persistence persistence = Persistence::close;
};

// Fields with a name that is no token, with a control character in the value, or that belong to the connection
// (Content-Length, Date and their like) are left out: nobody may split an answer. A status outside 200..599 becomes 500.
std::string to_text(const Response& response, const Envelope& envelope);

}   // namespace smsgw::http
