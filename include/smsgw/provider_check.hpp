// What a provider says when it is asked, without sending an SMS, whether it would take one from us.
#pragma once

#include <cstdint>
#include <string>

namespace smsgw {

struct ProviderCheck {
    enum class Verdict : std::uint8_t {
        passed,     // it knows our credentials
        failed,     // it does not, or it gave no answer that can be read
        untested,   // it has no way to ask
    };

    Verdict verdict = Verdict::untested;
    std::string detail;   // one line for a person: what was asked, or the error's word; no secret
};

}   // namespace smsgw
