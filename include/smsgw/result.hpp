// Errors are values: Result<T> carries our codes, Asio's and OpenSSL's alike.
#pragma once

#include <boost/system/result.hpp>

#include "smsgw/errc.hpp"

namespace smsgw {

template <class T = void>
using Result = boost::system::result<T>;

}  // namespace smsgw
