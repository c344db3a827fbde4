// Sinch's words in ours. One row each; tests walk every row. Facts: Sinch's SDKs (OpenAPI contracts) and its REST API documentation.
#pragma once

#include <string_view>

#include "providers/classify.hpp"
#include "smsgw/msg_status.hpp"

namespace smsgw::providers::sinch {

// `code` of a refused batch. The set for 403 is open: see read_answer().
inline constexpr ErrorRow error_rows[] = {
    {"syntax_invalid_json", ErrorClass::perm},
    {"syntax_invalid_parameter_format", ErrorClass::perm},
    {"syntax_constraint_violation", ErrorClass::perm},
    {"unknown_group", ErrorClass::perm},
    {"unknown_campaign", ErrorClass::perm},
    {"missing_callback_url", ErrorClass::perm},
    {"conflict_group_name", ErrorClass::perm},
    {"conflict_send_at", ErrorClass::perm},
};

struct StatusRow {
    std::string_view word;   // in any case
    MsgStatus status;
};

// `status` of a report. Sinch had taken the batch, so its bad ends are all `undelivered`; the numeric `code` tells people why.
inline constexpr StatusRow status_rows[] = {
    {"Queued", MsgStatus::submitted},
    {"Dispatched", MsgStatus::sent},
    {"Delivered", MsgStatus::delivered},
    {"Aborted", MsgStatus::undelivered},
    {"Cancelled", MsgStatus::undelivered},
    {"Failed", MsgStatus::undelivered},
    {"Rejected", MsgStatus::undelivered},
    {"Deleted", MsgStatus::undelivered},   // invalid or opted out; they do not say which of the two
    {"Expired", MsgStatus::undelivered},
    {"Unknown", MsgStatus::dlr_timeout},   // the operator never said more; a late word still counts
};

}   // namespace smsgw::providers::sinch
