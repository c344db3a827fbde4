// Messages as tests need them.
#pragma once

#include "smsgw/delivery_report.hpp"
#include "smsgw/ports/message_store.hpp"

namespace smsgw::test {

inline Message a_message(Lane lane = Lane::normal) {
    return {.msgid = {},
            .account = AccountId("shop"),
            .to = *E164Number::parse("+31612345678"),
            .country = "NL",
            .sender = Sender("Shop"),
            .text = SmsText("Your code is 123456"),
            .encoding = Encoding::gsm7,
            .segments = 1,
            .lane = lane,
            .reference = Reference("order-1"),
            .accepted_at = {},
            .expires_at = {}};
}

inline NewMessage a_new_message(Lane lane = Lane::normal) {
    return {.message = a_message(lane), .validity = std::chrono::minutes{10}, .idempotency_key = "", .fingerprint = "f1"};
}

inline DeliveryReport a_report(MsgStatus status, const std::string& provider_msgid = "p1") {
    return {.provider_msgid = ProviderMsgId(provider_msgid), .ref = "", .status = status, .provider_time = "", .error = ""};
}

}  // namespace smsgw::test
