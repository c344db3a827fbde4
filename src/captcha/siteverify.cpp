#include "captcha/siteverify.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "http/form.hpp"

namespace smsgw::captcha {
namespace {

using Kind = Judgement::Kind;

constexpr std::size_t answer_bytes_max = 16 * 1024;   // a real one has a few hundred

http::ClientLimits limits_of(const CaptchaConfig& config) {
    http::ClientLimits limits;
    limits.connect_time_max = limits.write_time_max = limits.read_time_max = config.timeout;
    limits.response_body_bytes_max = answer_bytes_max;
    return limits;
}

bool is_token(std::string_view text, std::size_t bytes_max) {
    return !text.empty() && text.size() <= bytes_max &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// A random UUID (RFC 9562, version 4). Not made of the token: a replay would get the first use's answer.
std::string random_uuid() {
    std::array<unsigned char, 16> bytes{};
    random_bytes(bytes);
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    auto text = hex(std::string(bytes.begin(), bytes.end()));
    for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
    return text;
}

// Is the service not to be reached? An answer that is too long or no HTTP, or our own stopping, is none.
bool is_outage(const boost::system::error_code& error) {
    constexpr Errc outages[] = {Errc::dns_failed,    Errc::connect_failed, Errc::connect_timeout, Errc::tls_failed,
                                Errc::write_failed,  Errc::write_timeout,  Errc::read_timeout,    Errc::connection_lost};
    return std::any_of(std::begin(outages), std::end(outages), [&](Errc one) { return error == one; });
}

std::string word_of(const boost::system::error_code& error) {
    const bool late =
        error == Errc::connect_timeout || error == Errc::write_timeout || error == Errc::read_timeout;
    return late ? "timeout" : error_name(error);
}

}   // namespace

std::optional<int> Sampled::count() {
    const auto now = clock_.mono_now();
    ++unsaid_;
    if (said_at_ && now - *said_at_ < std::chrono::seconds{1}) return {};
    said_at_ = now;
    return std::exchange(unsaid_, 0);
}

SiteVerify::SiteVerify(asio::any_io_executor executor, Clock& clock, TokenLedger& ledger,
                       CaptchaConfig config, http::ClientReach reach)
    : clock_(clock),
      ledger_(ledger),
      config_(std::move(config)),
      row_(row_of(*config_.service)),
      client_(std::move(executor), clock, limits_of(config_), std::move(reach)),
      allowed_(clock),
      misconfigured_(clock) {}

std::string SiteVerify::form_of(const CaptchaQuestion& question) const {
    std::vector<http::Header> fields = {{"secret", config_.secret.reveal()},
                                        {"response", question.token.reveal()}};
    if (!question.end_user_ip.empty()) fields.emplace_back("remoteip", question.end_user_ip);
    if (!row_.sitekey.empty() && !config_.sitekey.empty()) fields.emplace_back(row_.sitekey, config_.sitekey);
    if (!row_.idempotency_key.empty()) fields.emplace_back(row_.idempotency_key, random_uuid());
    return http::write_form(fields);
}

Task<CaptchaAnswer> SiteVerify::verify(CaptchaQuestion question) {
    if (!is_token(question.token.reveal(), row_.token_bytes_max))
        co_return CaptchaAnswer{CaptchaVerdict::refused, "token_malformed"};
    auto digest = sha256(question.token.reveal());
    const auto use = co_await ledger_.claim(std::move(digest), remembered);
    if (use.has_error()) co_return CaptchaAnswer{CaptchaVerdict::unavailable, "ledger"};
    if (*use == TokenUse::repeated) co_return CaptchaAnswer{CaptchaVerdict::refused, "replayed"};
    auto form = form_of(question);
    auto judgement = co_await ask(std::move(form));
    co_return answer_of(std::move(judgement), question.account);
}

// A second try must not cost the token that the first one may have used up: the service knows it for the same by its
// idempotency key, or has never seen the first.
Task<Judgement> SiteVerify::ask(std::string form) {
    auto tried = co_await ask_once(form);
    const bool harmless = !row_.idempotency_key.empty() || tried.sent == http::Sent::nothing_acted_on;
    if (tried.judgement.kind == Kind::outage && harmless) tried = co_await ask_once(std::move(form));
    co_return std::move(tried.judgement);
}

// The client bounds each phase; all of them together are bounded here.
Task<SiteVerify::Tried> SiteVerify::ask_once(std::string form) {
    using namespace asio::experimental::awaitable_operators;
    http::ClientRequest wire;
    wire.url = config_.verify_url;
    wire.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    wire.body = std::move(form);
    const auto until = clock_.mono_now() + config_.timeout;
    auto first = co_await (client_.send(std::move(wire)) || clock_.sleep_until(until));
    if (first.index() == 1) co_return Tried{{Kind::outage, "timeout"}};
    const auto& result = std::get<0>(first);
    if (result.has_error()) {
        const auto& failure = result.error();
        co_return Tried{{is_outage(failure.error) ? Kind::outage : Kind::unclear, word_of(failure.error)}, failure.sent};
    }
    co_return Tried{judge(*result, config_, clock_.wall_now())};
}

// Whoever asked logs what has not passed; here is said what nobody else would learn.
CaptchaAnswer SiteVerify::answer_of(Judgement judgement, const AccountId& account) {
    if (judgement.kind == Kind::passed) return {CaptchaVerdict::passed, ""};
    if (judgement.kind == Kind::refused) return {CaptchaVerdict::refused, std::move(judgement.reason)};
    if (judgement.kind == Kind::outage && config_.on_outage == OnOutage::allow) {
        if (const auto times = allowed_.count())
            log::warn("captcha.outage_allowed",
                      {log::f(account), log::f("reason", judgement.reason), log::f("count", *times)});
        return {CaptchaVerdict::passed, "outage"};
    }
    if (judgement.kind == Kind::misconfigured)
        if (const auto times = misconfigured_.count())
            log::error("captcha.misconfigured",
                       {log::f("reason", judgement.reason), log::f("count", *times)});
    return {CaptchaVerdict::unavailable, std::move(judgement.reason)};
}

}   // namespace smsgw::captcha
