// What the gateway's user of Redis needs to be allowed, and nothing else.
#pragma once

#include <string>

namespace smsgw::redis {

// May the user read the server's configuration? Only by that can the gateway see what appendfsync is; but whoever has it
// also reads the passwords in there (requirepass, masterauth).
enum class AclConfigGet { allowed, denied };

// Rules of an ACL, in the notation of ACL SETUSER: keys, channels and commands, without the name and the password. They
// cover smsgwd and every command of smsgwctl, and the commands inside our functions, which Redis checks as well.
std::string acl_rules(AclConfigGet config_get = AclConfigGet::allowed);

}   // namespace smsgw::redis
