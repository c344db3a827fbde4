#include "intake/plan.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/callback_url.hpp"
#include "base/crypto.hpp"
#include "base/time_text.hpp"
#include "domain/sender.hpp"
#include "domain/text_check.hpp"
#include "intake/admission.hpp"

namespace smsgw::intake {
namespace {

constexpr std::size_t reference_bytes_max = 255;
constexpr std::int64_t validity_s_min = 30;
constexpr std::int64_t validity_s_max = 259'200;   // three days: operators keep a message no longer

constexpr Millis send_ahead_max = std::chrono::hours{24 * 30};

// A code has to be worth its minutes; the rest may wait for a handset that is off over night.
constexpr std::int64_t default_validity_s(Lane lane) {
    return lane == Lane::otp ? 300 : 86'400;
}

constexpr std::size_t session_bytes_max = 128;
constexpr std::size_t captcha_bytes_max = 8192;   // the longest that is taken for any of the services

bool has_controls(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

struct Problems {
    std::vector<FieldProblem> list;
    void add(std::string field, boost::system::error_code ec, std::string detail) {
        list.push_back({std::move(field), static_cast<Errc>(ec.value()), std::move(detail)});
    }
};

std::string_view number_detail(const boost::system::error_code& ec) {
    if (ec == Errc::number_not_mobile)
        return "This number cannot receive SMS: fixed line, premium, shared cost or short.";
    if (ec == Errc::region_required)
        return "A national number needs `region`, or write it in E.164 form: +<country><number>.";
    if (ec == Errc::region_unknown) return "`region` is not an ISO 3166 alpha-2 code.";
    return "Not a valid phone number: E.164 with ASCII digits, or national with `region`.";
}

std::optional<Recipient> plan_recipient(const SendRequest& request, const Account& account,
                                        Problems& problems) {
    auto recipient = read_recipient(request.to, request.region.value_or(account.default_region));
    if (recipient.has_value()) return std::move(*recipient);
    const bool region =
        recipient.error() == Errc::region_required || recipient.error() == Errc::region_unknown;
    problems.add(region ? "region" : "to", recipient.error(), std::string(number_detail(recipient.error())));
    return std::nullopt;
}

std::optional<TextPlan> plan_text(const SendRequest& request, const Account& account, Problems& problems) {
    const auto checked = check_text(request.message.reveal());
    if (checked.has_error()) {
        problems.add("message", checked.error(),
                     checked.error() == Errc::message_empty
                         ? "The message has no text."
                         : "A control character other than \\n, \\r and \\t.");
        return std::nullopt;
    }
    const auto plan = smsgw::plan_text(request.message.reveal());
    if (plan.segments > account.segments_max) {
        problems.add("message", Errc::message_too_long,
                     std::to_string(plan.segments) + " segments (" + std::string(to_text(plan.encoding)) +
                         "), at most " + std::to_string(account.segments_max) + " are allowed.");
        return std::nullopt;
    }
    return plan;
}

Sender plan_sender(const SendRequest& request, const Account& account, Problems& problems) {
    if (!request.sender) {
        if (account.default_sender.empty())
            problems.add("sender", Errc::sender_missing, "The account has no default sender: name one.");
        return account.default_sender;
    }
    auto sender = read_sender(*request.sender);
    if (sender.has_error()) {
        problems.add("sender", sender.error(), "At most 11 letters and digits, or 3 to 15 digits.");
        return {};
    }
    const auto& allowed = account.senders;
    const bool listed = *sender == account.default_sender ||
                        std::find(allowed.begin(), allowed.end(), *sender) != allowed.end();
    if (!allowed.empty() && !listed)
        problems.add("sender", Errc::sender_not_allowed, "Not one of the account's senders.");
    return std::move(*sender);
}

Lane plan_lane(const SendRequest& request, const Account& account, Problems& problems) {
    if (!request.lane) return Lane::normal;
    const auto lane = lane_from_text(*request.lane);
    if (!lane) {
        problems.add("lane", Errc::lane_unknown, "One of otp, normal, bulk.");
        return Lane::normal;
    }
    if (std::find(account.lanes.begin(), account.lanes.end(), *lane) == account.lanes.end())
        problems.add("lane", Errc::lane_not_allowed, "The account may not use this lane.");
    return *lane;
}

std::optional<WallTime> plan_send_at(const SendRequest& request, WallTime now, Problems& problems) {
    if (!request.send_at) return std::nullopt;
    const auto at = from_rfc3339(*request.send_at);
    if (!at || *at > now + send_ahead_max)
        problems.add("send_at", Errc::send_at_invalid,
                     "An RFC 3339 time with a time zone, at most 30 days ahead.");
    return at;
}

OnAmbiguous plan_on_ambiguous(const SendRequest& request, const Account& account, Problems& problems) {
    if (!request.on_ambiguous) return account.on_ambiguous;
    if (*request.on_ambiguous == to_text(OnAmbiguous::retry)) return OnAmbiguous::retry;
    if (*request.on_ambiguous != to_text(OnAmbiguous::hold))
        problems.add("on_ambiguous", Errc::on_ambiguous_unknown, "One of hold, retry.");
    return OnAmbiguous::hold;
}

// The prefixes were checked when they were registered, so an URL below one of them is as good as they are.
std::string plan_callback_url(const SendRequest& request, const Account& account, Problems& problems) {
    if (!request.callback_url) return {};
    const auto& url = *request.callback_url;
    if (const auto complaint = complaint_about_callback_url(url, Loopback::allowed))
        problems.add("callback_url", Errc::callback_url_invalid, "It " + *complaint + ".");
    else if (!is_below_any(url, account.callback_allow))
        problems.add("callback_url", Errc::callback_url_not_allowed,
                     "Not below one of the account's registered prefixes.");
    return url;
}

Callbacks plan_callbacks(const SendRequest& request, const Account& account) {
    return request.callback_url || !account.callback_url.empty() ? Callbacks::yes : Callbacks::no;
}

void check_reference(const SendRequest& request, Problems& problems) {
    const auto& text = request.reference;
    if (text.size() > reference_bytes_max || has_controls(text))
        problems.add("reference", Errc::reference_invalid, "At most 255 bytes, no control characters.");
}

void check_country(const Recipient& recipient, const Account& account, Problems& problems) {
    if (!may_send_to(account, recipient.country))
        problems.add("to", Errc::country_not_enabled, "Not one of the account's countries.");
}

EndUser plan_end_user(const SendRequest& request, const Account& account, Problems& problems) {
    EndUser user{.ip = request.end_user_ip,
                 .session = request.session_id,
                 .captcha_token = Secret(request.captcha_token.value_or("")),
                 .vouched = request.challenge_passed};
    if (boost::system::error_code ec; !user.ip.empty() && (asio::ip::make_address(user.ip, ec), ec))
        problems.add("end_user_ip", Errc::end_user_ip_invalid, "Not an IPv4 or IPv6 address.");
    if (user.session.size() > session_bytes_max || has_controls(user.session))
        problems.add("session_id", Errc::session_id_invalid, "At most 128 bytes, no control characters.");
    const auto visible = [](unsigned char c) { return c > 0x20 && c < 0x7f; };
    if (const auto& token = request.captcha_token;
        token && (token->empty() || token->size() > captcha_bytes_max || !std::all_of(token->begin(), token->end(), visible)))
        problems.add("captcha_token", Errc::captcha_token_invalid, "1 to 8192 visible ASCII characters.");
    if (user.vouched && !account.step_up)
        problems.add("challenge_passed", Errc::step_up_not_allowed, "The account has no step_up.");
    return user;
}

}   // namespace

PlanResult plan_message(const SendRequest& request, const Account& account, WallTime now) {
    Problems problems;
    auto recipient = plan_recipient(request, account, problems);
    const auto text = plan_text(request, account, problems);
    auto sender = plan_sender(request, account, problems);
    const auto lane = plan_lane(request, account, problems);
    const auto send_at = plan_send_at(request, now, problems);
    const auto on_ambiguous = plan_on_ambiguous(request, account, problems);
    auto callback_url = plan_callback_url(request, account, problems);
    check_reference(request, problems);
    if (recipient) check_country(*recipient, account, problems);
    auto end_user = plan_end_user(request, account, problems);
    const auto validity_s = request.validity_s.value_or(default_validity_s(lane));
    if (validity_s < validity_s_min || validity_s > validity_s_max)
        problems.add("validity_s", Errc::validity_out_of_range, "30 to 259200 seconds.");
    if (!problems.list.empty()) return std::move(problems.list);
    return Plan{.message = {.msgid = {},
                            .account = account.id,
                            .to = std::move(recipient->number),
                            .country = std::move(recipient->country),
                            .sender = std::move(sender),
                            .text = request.message,
                            .encoding = text->encoding,
                            .segments = text->segments,
                            .lane = lane,
                            .reference = Reference(request.reference),
                            .on_ambiguous = on_ambiguous,
                            .callback_url = std::move(callback_url),
                            .send_at = send_at,
                            .accepted_at = {},
                            .expires_at = {}},
                .validity = std::chrono::seconds{validity_s},
                .line_type = recipient->line_type,
                .text = *text,
                .callbacks = plan_callbacks(request, account),
                .end_user = std::move(end_user)};
}

std::string fingerprint(const Plan& plan) {
    const auto& m = plan.message;
    std::string canonical;
    for (const std::string* part : {&m.to.str(), &m.sender.str(), &m.text.reveal(), &m.reference.str()}) {
        canonical += std::to_string(part->size());   // lengths keep the parts apart
        canonical += ':';
        canonical += *part;
    }
    canonical += to_text(m.lane);
    canonical += std::to_string(plan.validity.count());
    canonical += to_text(m.on_ambiguous);
    canonical += m.callback_url;
    if (m.send_at) canonical += std::to_string(m.send_at->time_since_epoch().count());
    return base64url(std::string_view(sha256(canonical)).substr(0, 16));
}

}   // namespace smsgw::intake
