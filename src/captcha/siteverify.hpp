// The port CaptchaVerifier over the services' siteverify call.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <optional>
#include <string>

#include "captcha/config.hpp"
#include "captcha/judge.hpp"
#include "http/client.hpp"
#include "smsgw/ports/captcha_verifier.hpp"
#include "smsgw/ports/clock.hpp"
#include "smsgw/ports/token_ledger.hpp"

namespace smsgw::captcha {

inline constexpr Millis remembered =
    std::chrono::minutes{10};   // longer than any service's token is good for

// A log line for the first time that something happens, and while it goes on one a second.
class Sampled {
public:
    explicit Sampled(Clock& clock) : clock_(clock) {}

    // It has happened: how often since the last line, when one is due.
    std::optional<int> count();

private:
    Clock& clock_;
    int unsaid_ = 0;
    std::optional<MonoTime> said_at_;
};

class SiteVerify : public CaptchaVerifier {
public:
    // `config.service` and `config.verify_url` are set.
    SiteVerify(asio::any_io_executor executor, Clock& clock, TokenLedger& ledger, CaptchaConfig config,
               http::ClientReach reach);

    // A token is claimed in the ledger before the service is asked, and stays so whatever comes of it: the service may have
    // used it up. A ledger that cannot be asked is not an outage that on_outage is about.
    Task<CaptchaAnswer> verify(CaptchaQuestion question) override;

    // Ends what is under way; nothing is asked afterwards.
    void close() { client_.close(); }

private:
    struct Tried {
        Judgement judgement;
        http::Sent sent = http::Sent::maybe_acted_on;
    };

    std::string form_of(const CaptchaQuestion& question) const;
    Task<Judgement> ask(std::string form);
    Task<Tried> ask_once(std::string form);
    CaptchaAnswer answer_of(Judgement judgement, const AccountId& account);

    Clock& clock_;
    TokenLedger& ledger_;
    CaptchaConfig config_;
    const ServiceRow& row_;
    http::Client client_;
    Sampled allowed_;
    Sampled misconfigured_;
};

}   // namespace smsgw::captcha
