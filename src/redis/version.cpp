#include "redis/version.hpp"

#include "redis/lua_library.hpp"

namespace smsgw::redis {

std::string_view library_code() {
    return lua_library;
}
std::string_view library_prefix() {
    return lua_library_prefix;
}
int library_minor() {
    return lua_library_minor;
}

}   // namespace smsgw::redis
