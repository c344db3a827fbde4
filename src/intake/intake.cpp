#include "intake/intake.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace smsgw::intake {

Result<std::string> read_idempotency_key(std::string_view header) {
    auto key = header;
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    const bool visible =
        std::all_of(key.begin(), key.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; });
    if (key.size() > 255 || !visible || (key.empty() && !header.empty()))
        return Errc::idempotency_key_invalid;
    return std::string(key);
}

Task<Result<Admitted>> Intake::accept(Plan plan, std::string idempotency_key) {
    auto print = fingerprint(plan);
    NewMessage message{.message = std::move(plan.message),
                       .validity = plan.validity,
                       .idempotency_key = std::move(idempotency_key),
                       .fingerprint = std::move(print),
                       .callbacks = plan.callbacks};
    auto admitted = co_await store_.admit(std::move(message));
    if (admitted.has_value()) {
        const auto& m = admitted->message;
        log::info(admitted->kind == AdmitKind::fresh ? "message.accepted" : "message.replayed",
                  {log::f(m.msgid), log::f(m.account), log::f(m.to), log::f(m.lane),
                   log::f("segments", m.segments)});
    }
    co_return admitted;
}

}   // namespace smsgw::intake
