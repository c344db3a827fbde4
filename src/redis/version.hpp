// Which release's data this program reads and writes (docs/adr/0007-versions.md). Defined in one translation unit, so that
// tests can build the daemon of the next release from the same sources.
#pragma once

#include <string_view>

namespace smsgw::redis {

// The function library: all of src/redis/lua.
std::string_view library_code();

// What its functions' names begin with: "smsgw1_". The number is the major version.
std::string_view library_prefix();

// Its minor version: a daemon never replaces a newer library by its own.
int library_minor();

}   // namespace smsgw::redis
