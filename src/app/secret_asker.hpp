// A question to a service that keeps secrets, asked a few times when it does not answer, all within one time.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "http/client.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/time.hpp"

namespace smsgw::app {

struct SecretAnswer {
    enum class Kind : unsigned char {
        told,        // `document` is what was asked for
        refused,     // asking again would not help
        forbidden,   // likewise, unless by somebody else: these credentials may not, or not any more
        away,        // nobody answered, or only that he cannot now
    };

    Kind kind = Kind::away;
    nlohmann::json document;
    std::string problem;   // in words, unless told; never quotes what was asked or answered
};

class SecretAsker {
public:
    using Make = std::function<http::ClientRequest()>;   // anew for each try: a signature has a time
    using Judge = SecretAnswer (*)(const http::ClientResponse& response);

    // `service`: its name in problems. Nothing is asked, and no answer waited for, after `until`.
    SecretAsker(http::Client& client, Clock& clock, std::string service, MonoTime until)
        : client_(client), clock_(clock), service_(std::move(service)), until_(until) {}

    // The first answer that is not `away`, of three tries at most.
    Task<SecretAnswer> ask(Make make, Judge judge);

private:
    Task<SecretAnswer> ask_once(http::ClientRequest request, Judge judge);
    SecretAnswer failed(const boost::system::error_code& error) const;

    http::Client& client_;
    Clock& clock_;
    std::string service_;
    MonoTime until_;
};

}   // namespace smsgw::app
