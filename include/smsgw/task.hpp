// The coroutine type of the program and the one way to wait (docs/architecture.md, "Coroutines").
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace smsgw {

namespace asio = boost::asio;

template <class T = void>
using Task = asio::awaitable<T>;

// Errors of an awaited operation come back as values: `auto [ec, n] = co_await s.async_read_some(b, as_result);`
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

}  // namespace smsgw
