// Reads one response from bytes as they arrive, with Beast's parser behind it. The only client file that sees Beast.
#pragma once

#include <boost/asio/buffer.hpp>
#include <memory>

#include "http/client.hpp"
#include "smsgw/result.hpp"

namespace smsgw::http {

class ResponseReader {
public:
    enum class Progress { more, complete };
    enum class Reuse { yes, no };

    // `method` of the request: the answer to a HEAD has no body.
    ResponseReader(std::string_view method, const ClientLimits& limits);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    // Where the next bytes go; never empty while more are needed.
    asio::mutable_buffer room();

    // `bytes` were put into room(). Interim answers (1xx) are skipped. Errc::response_malformed, response_too_large.
    Result<Progress> received(std::size_t bytes);

    // The other side has closed: complete only when that is how this answer ends, else Errc::connection_lost.
    Result<Progress> closed();

    // After `complete`: the answer, and whether another request may follow on the connection. No when the other side
    // said so, when the end was a close, or when bytes came that belong to no answer.
    ClientResponse take();
    Reuse reuse() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}   // namespace smsgw::http
