// The certificates that SNS signs with, fetched from it and kept.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/public_key.hpp"
#include "smsgw/result.hpp"
#include "smsgw/task.hpp"
#include "smsgw/time.hpp"

namespace smsgw::providers::aws {

// What a GET of that URL answers with 200; else an error that says nothing about signatures.
using Fetch = std::function<Task<Result<std::string>>(std::string url)>;

class Certificates {
public:
    explicit Certificates(Fetch fetch) : fetch_(std::move(fetch)) {}

    // The one that is kept, if it is not older than a day, else fetched now: for any number of callers at once with one
    // request per URL. Fetch's errors; Errc::response_malformed: no certificate; Errc::overloaded: eight others are
    // being fetched. `url` must have been judged by is_sns_cert_url().
    Task<Result<RsaCertificate>> get(std::string url, WallTime now);

    // To be called for a certificate that has verified a message, and for no other: the URL comes from whoever posts, and
    // made-up ones must not displace the good one. Eight are kept.
    void keep(const std::string& url, const RsaCertificate& certificate, WallTime now);

private:
    struct Kept {
        RsaCertificate certificate;
        WallTime since;
    };
    // A fetch that is under way; whoever wants the same waits for its end.
    struct Pending {
        explicit Pending(asio::any_io_executor executor)
            : ended(executor, asio::steady_timer::time_point::max()) {}
        asio::steady_timer ended;
        Result<RsaCertificate> outcome = Errc::stopping;
    };
    using PendingMap = std::map<std::string, std::shared_ptr<Pending>>;
    class Turn;

    Fetch fetch_;
    std::map<std::string, Kept> kept_;
    std::shared_ptr<PendingMap> pending_ =
        std::make_shared<PendingMap>();   // outlives a fetch that outlives us
};

}   // namespace smsgw::providers::aws
