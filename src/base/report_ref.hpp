// Our own reference of one attempt, `msgid.attempt.hmac`, which providers echo in their reports. It makes a report
// findable although the submit's answer was lost, and nobody can make one up.
#pragma once

#include <string>
#include <string_view>

#include "smsgw/result.hpp"
#include "smsgw/secret.hpp"
#include "smsgw/strong_string.hpp"

namespace smsgw {

class ReportRef {
public:
    explicit ReportRef(Secret key) : key_(std::move(key)) {}

    struct Attempt {
        MsgId msgid;
        int attempt = 0;
    };

    std::string make(const MsgId& msgid, int attempt) const;

    // Errc::signature_bad for everything that make() did not make.
    Result<Attempt> read(std::string_view ref) const;

private:
    std::string seal(std::string_view head) const;

    Secret key_;
};

}   // namespace smsgw
