// One request of the client on its way: which phase it is in, how far it got, and what may end it from outside.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "base/watchdog.hpp"
#include "http/client_pool.hpp"
#include "http/response_reader.hpp"
#include "http/url.hpp"

namespace smsgw::http {

// What all exchanges of one client use. Outlives them.
struct ClientShared {
    asio::any_io_executor executor;
    Clock& clock;
    ClientLimits limits;
    AddressPolicy allowed;
    Resolver resolve;
    asio::ssl::context tls;
    Watchdog watchdog;
    ClientPool pool;
};

class ClientExchange {
public:
    ClientExchange(ClientShared& shared, ClientRequest request);

    // Errors are those of ClientFailure; sent() says how far it got. Runs once.
    Task<Result<ClientResponse>> run();

    Sent sent() const { return sent_; }

    // Ends the exchange with Errc::stopping.
    void stop();

private:
    enum class Interrupted { no, timeout, stopping };
    struct Lookup;

    void interrupt(Interrupted why);
    Errc error(Errc on_timeout, Errc otherwise) const;
    Task<> notice_cancellation();
    Task<Result<void>> connect();
    Task<Result<Addresses>> resolve();
    Task<Result<void>> connect_to(Addresses addresses);
    Task<Result<void>> write();
    Task<Result<ClientResponse>> read();
    Millis connect_time_left() const;

    ClientShared& shared_;
    ClientRequest request_;
    Url url_;
    std::string text_;   // the bytes of the request
    Sent sent_ = Sent::nothing_acted_on;
    Interrupted interrupted_ = Interrupted::no;
    MonoTime connect_until_;
    Place place_;
    std::shared_ptr<Lookup> lookup_;   // outlives this when DNS is slow: a resolver may not be cancellable
    ConnectionPtr connection_;
    Watchdog::Guard guard_;
};

}   // namespace smsgw::http
