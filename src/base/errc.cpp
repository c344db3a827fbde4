// The word for every Errc: one row each, and a test that walks them.
#include "smsgw/errc.hpp"

#include <string>

namespace smsgw {
namespace {

struct Row {
    Errc code;
    std::string_view name;
};

constexpr Row rows[] = {
    {Errc::json_malformed, "json_malformed"},
    {Errc::field_missing, "field_missing"},
    {Errc::field_unknown, "field_unknown"},
    {Errc::field_type, "field_type"},
    {Errc::number_invalid, "number_invalid"},
    {Errc::number_not_mobile, "number_not_mobile"},
    {Errc::region_required, "region_required"},
    {Errc::region_unknown, "region_unknown"},
    {Errc::message_empty, "message_empty"},
    {Errc::message_too_long, "message_too_long"},
    {Errc::message_control_character, "message_control_character"},
    {Errc::sender_missing, "sender_missing"},
    {Errc::sender_invalid, "sender_invalid"},
    {Errc::sender_not_allowed, "sender_not_allowed"},
    {Errc::lane_unknown, "lane_unknown"},
    {Errc::lane_not_allowed, "lane_not_allowed"},
    {Errc::validity_out_of_range, "validity_out_of_range"},
    {Errc::reference_invalid, "reference_invalid"},
    {Errc::batch_size_invalid, "batch_size_invalid"},
    {Errc::limit_out_of_range, "limit_out_of_range"},
    {Errc::country_not_enabled, "country_not_enabled"},
    {Errc::end_user_ip_invalid, "end_user_ip_invalid"},
    {Errc::session_id_invalid, "session_id_invalid"},
    {Errc::captcha_token_invalid, "captcha_token_invalid"},
    {Errc::step_up_not_allowed, "step_up_not_allowed"},
    {Errc::rate_limited, "rate_limited"},
    {Errc::too_many_in_flight, "too_many_in_flight"},
    {Errc::recipient_limited, "recipient_limited"},
    {Errc::spend_cap_reached, "spend_cap_reached"},
    {Errc::challenge_required, "challenge_required"},
    {Errc::not_admitted, "not_admitted"},
    {Errc::recipient_suppressed, "recipient_suppressed"},
    {Errc::reason_unknown, "reason_unknown"},
    {Errc::until_invalid, "until_invalid"},
    {Errc::note_invalid, "note_invalid"},
    {Errc::cursor_invalid, "cursor_invalid"},
    {Errc::idempotency_key_invalid, "idempotency_key_invalid"},
    {Errc::idempotency_key_required, "idempotency_key_required"},
    {Errc::idempotency_key_reused, "idempotency_key_reused"},
    {Errc::send_at_invalid, "send_at_invalid"},
    {Errc::on_ambiguous_unknown, "on_ambiguous_unknown"},
    {Errc::callback_url_invalid, "callback_url_invalid"},
    {Errc::callback_url_not_allowed, "callback_url_not_allowed"},
    {Errc::too_late_to_cancel, "too_late_to_cancel"},
    {Errc::unauthorized, "unauthorized"},
    {Errc::auth_limited, "auth_limited"},
    {Errc::forbidden, "forbidden"},
    {Errc::not_found, "not_found"},
    {Errc::method_not_allowed, "method_not_allowed"},
    {Errc::length_required, "length_required"},
    {Errc::body_too_large, "body_too_large"},
    {Errc::media_type_unsupported, "media_type_unsupported"},
    {Errc::target_too_long, "target_too_long"},
    {Errc::header_too_large, "header_too_large"},
    {Errc::request_malformed, "request_malformed"},
    {Errc::transfer_encoding_refused, "transfer_encoding_refused"},
    {Errc::version_unsupported, "version_unsupported"},
    {Errc::request_timeout, "request_timeout"},
    {Errc::overloaded, "overloaded"},
    {Errc::not_ready, "not_ready"},
    {Errc::storage_unavailable, "storage_unavailable"},
    {Errc::storage_full, "storage_full"},
    {Errc::internal_error, "internal_error"},
    {Errc::signature_missing, "signature_missing"},
    {Errc::signature_bad, "signature_bad"},
    {Errc::signature_expired, "signature_expired"},
    {Errc::report_malformed, "report_malformed"},
    {Errc::url_invalid, "url_invalid"},
    {Errc::address_refused, "address_refused"},
    {Errc::dns_failed, "dns_failed"},
    {Errc::connect_failed, "connect_failed"},
    {Errc::connect_timeout, "connect_timeout"},
    {Errc::tls_failed, "tls_failed"},
    {Errc::write_failed, "write_failed"},
    {Errc::write_timeout, "write_timeout"},
    {Errc::read_timeout, "read_timeout"},
    {Errc::connection_lost, "connection_lost"},
    {Errc::response_malformed, "response_malformed"},
    {Errc::response_too_large, "response_too_large"},
    {Errc::redis_disconnected, "redis_disconnected"},
    {Errc::redis_connection_lost, "redis_connection_lost"},
    {Errc::redis_timeout, "redis_timeout"},
    {Errc::redis_error, "redis_error"},
    {Errc::redis_reply_unexpected, "redis_reply_unexpected"},
    {Errc::redis_no_library, "redis_no_library"},
    {Errc::stopping, "stopping"},
    {Errc::config_invalid, "config_invalid"},
};

class Category : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "smsgw"; }
    std::string message(int value) const override {
        return std::string(error_name(static_cast<Errc>(value)));
    }
};

}   // namespace

std::string_view error_name(Errc code) {
    for (const auto& row : rows)
        if (row.code == code) return row.name;
    return "unnamed_error";
}

std::string error_name(const boost::system::error_code& ec) {
    if (ec.category() == smsgw_category()) return std::string(error_name(errc_of(ec)));
    return std::string(ec.category().name()) + ":" + std::to_string(ec.value());
}

Errc errc_of(const boost::system::error_code& ec) {
    return ec.category() == smsgw_category() ? static_cast<Errc>(ec.value()) : Errc::internal_error;
}

const boost::system::error_category& smsgw_category() {
    static const Category category;
    return category;
}

}   // namespace smsgw
