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
    // Without a key nothing can be made or read: Errc::not_ready until one is known.
    explicit ReportRef(Secret key = {}) : key_(std::move(key)) {}
    void use_key_unless_set(Secret key) {
        if (key_.empty()) key_ = std::move(key);
    }

    struct Attempt {
        MsgId msgid;
        int attempt = 0;
    };

    std::string make(const MsgId& msgid, int attempt) const;

    // Errc::signature_bad for everything that make() did not make with the same key.
    Result<Attempt> read(std::string_view ref) const;

private:
    std::string seal(std::string_view head) const;

    Secret key_;
};

}   // namespace smsgw
