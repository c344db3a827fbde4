#include "app/secret_asker.hpp"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace smsgw::app {
namespace {

using Kind = SecretAnswer::Kind;

constexpr int tries_max = 3;
constexpr Millis pause = std::chrono::milliseconds{500};   // the second one is twice as long

// What is no outage: asking again gives the same.
bool is_lasting(const boost::system::error_code& error) {
    constexpr Errc lasting[] = {Errc::url_invalid, Errc::address_refused, Errc::response_malformed,
                                Errc::response_too_large};
    return std::any_of(std::begin(lasting), std::end(lasting), [&](Errc one) { return error == one; });
}

}   // namespace

SecretAnswer SecretAsker::failed(const boost::system::error_code& error) const {
    if (is_lasting(error))
        return {Kind::refused, {}, service_ + " gives no usable answer (" + error_name(error) + ")"};
    return {Kind::away, {}, service_ + " is not reached (" + error_name(error) + ")"};
}

// The client bounds each phase; all of them together are bounded here.
Task<SecretAnswer> SecretAsker::ask_once(http::ClientRequest request, Judge judge) {
    using namespace asio::experimental::awaitable_operators;
    auto first = co_await (client_.send(std::move(request)) || clock_.sleep_until(until_));
    if (first.index() == 1) co_return failed(make_error_code(Errc::read_timeout));
    const auto& result = std::get<0>(first);
    if (result.has_error()) co_return failed(result.error().error);
    co_return judge(*result);
}

Task<SecretAnswer> SecretAsker::ask(Make make, Judge judge) {
    auto answer = failed(make_error_code(Errc::read_timeout));
    for (int tries = 0; tries < tries_max && clock_.mono_now() < until_; ++tries) {
        auto request = make();
        answer = co_await ask_once(std::move(request), judge);
        if (answer.kind != Kind::away) break;
        if (tries + 1 < tries_max)
            co_await clock_.sleep_until(std::min(until_, clock_.mono_now() + pause * (tries + 1)));
    }
    co_return answer;
}

}   // namespace smsgw::app
