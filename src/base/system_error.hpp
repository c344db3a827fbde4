// What a system call has to say when it failed.
#pragma once

#include <boost/system/error_code.hpp>
#include <cerrno>

namespace smsgw {

// errno as it is now: to be asked for before anything else is called.
inline boost::system::error_code last_system_error() {
    return {errno, boost::system::system_category()};
}

}   // namespace smsgw
