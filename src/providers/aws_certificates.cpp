#include "providers/aws_certificates.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

namespace smsgw::providers::aws {
namespace {

constexpr std::size_t certificates_max = 8;   // SNS has one per region and signs by it for years
constexpr std::chrono::hours kept_time_max{24};

}   // namespace

// Ends a fetch for all who wait, however its coroutine ends.
class Certificates::Turn {
public:
    Turn(std::shared_ptr<PendingMap> all, std::string url, std::shared_ptr<Pending> pending)
        : all_(std::move(all)), url_(std::move(url)), pending_(std::move(pending)) {
        all_->emplace(url_, pending_);
    }
    ~Turn() {
        all_->erase(url_);
        pending_->ended.cancel();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    std::shared_ptr<PendingMap> all_;
    std::string url_;
    std::shared_ptr<Pending> pending_;
};

Task<Result<RsaCertificate>> Certificates::get(std::string url, WallTime now) {
    const auto kept = kept_.find(url);
    if (kept != kept_.end() && now - kept->second.since < kept_time_max) co_return kept->second.certificate;

    if (const auto found = pending_->find(url); found != pending_->end()) {
        const auto other = found->second;
        co_await other->ended.async_wait(as_result);
        co_return other->outcome;
    }
    if (pending_->size() >= certificates_max) co_return Errc::overloaded;
    const auto executor = co_await asio::this_coro::executor;
    const auto pending = std::make_shared<Pending>(executor);
    const Turn turn(pending_, url, pending);
    auto pem = co_await fetch_(url);
    if (pem.has_error()) {
        pending->outcome = pem.error();
    } else if (auto certificate = RsaCertificate::parse(*pem); certificate.has_error()) {
        pending->outcome = Errc::response_malformed;
    } else {
        pending->outcome = std::move(*certificate);
    }
    co_return pending->outcome;
}

void Certificates::keep(const std::string& url, const RsaCertificate& certificate, WallTime now) {
    const auto found = kept_.find(url);
    if (found != kept_.end()) {
        if (now - found->second.since < kept_time_max)
            return;   // it is fetched again after a day, however busy
        kept_.erase(found);
    }
    if (kept_.size() >= certificates_max)
        kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
            return a.second.since < b.second.since;
        }));
    kept_.emplace(url, Kept{certificate, now});
}

}   // namespace smsgw::providers::aws
