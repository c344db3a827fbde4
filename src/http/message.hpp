// Plain HTTP vocabulary of the room: what a handler gets and gives. No Beast here, so that everyone may include it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smsgw/task.hpp"

namespace smsgw::http {

using Header = std::pair<std::string, std::string>;

// First value of that name, ASCII case ignored; empty when absent.
std::string_view find_header(const std::vector<Header>& headers, std::string_view name);

// A complete request that has passed the checks of docs/architecture.md, "HTTP in".
struct Request {
    std::string method;                // upper case
    std::string target;                // origin form as received: path?query, printable ASCII
    std::string path;                  // target up to '?', not decoded
    std::string query;                 // after '?', not decoded
    std::vector<Header> headers;
    std::string body;
    std::string peer;                  // the client's IP address
    std::string request_id;            // given by us, for the answer and the log
    std::vector<std::string> params;   // what the route's {placeholders} matched, in order, percent-decoded

    std::string_view header(std::string_view name) const { return find_header(headers, name); }
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<Header> headers;       // beyond Content-Type, Content-Length, Date and Connection
    std::string body;

    // No answer at all: the server closes the connection. For the simulated operator, whose clients must be able to
    // meet a lost answer.
    static Response no_answer() {
        Response response;
        response.status = 0;
        return response;
    }
};

using Handler = std::function<Task<Response>(Request)>;

}  // namespace smsgw::http
