#include "intake/intake.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "base/metrics.hpp"

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

Errc errc_of(const Denial& denial) {
    if (denial.action == RuleAction::challenge) return Errc::challenge_required;
    switch (denial.rule) {
        case AdmissionRule::account_rate:
            return Errc::rate_limited;
        case AdmissionRule::recipient:
            return Errc::recipient_limited;
        case AdmissionRule::spend_account:
        case AdmissionRule::spend_country:
            return Errc::spend_cap_reached;
        default:
            return Errc::not_admitted;   // a number would help to stay just below it
    }
}

// Every decision but the plain one, and what it was made by.
void Intake::note(const Wanted& wanted, const Admitted& admitted) const {
    const auto& m = wanted.plan.message;
    const auto to_hash =
        config_.hash_key.empty() ? std::string() : keyed_hash(config_.hash_key, m.to.digits());
    if (admitted.kind == AdmitKind::denied) {
        const auto& denial = admitted.denial;
        metrics::count(metrics::Id::admission_decisions, {to_text(denial.rule), to_text(denial.action)});
        log::warn("message.denied",
                  {log::f(m.account), log::f(m.to), log::f("to_hash", to_hash), log::f(m.lane),
                   log::f("country", m.country), log::f("rule", to_text(denial.rule)),
                   log::f("action", to_text(denial.action)), log::f("subject", denial.subject),
                   log::f("retry_after_ms", denial.retry_after)});
    }
    for (const auto rule : admitted.notes.recorded) {
        metrics::count(metrics::Id::admission_decisions, {to_text(rule), to_text(RuleAction::record)});
        log::warn("message.would_be_denied", {log::f(m.account), log::f(m.to), log::f("to_hash", to_hash),
                                              log::f("rule", to_text(rule))});
    }
    if (admitted.notes.spend_percent > 0)
        log::warn("spend.reached", {log::f(m.account), log::f("percent", admitted.notes.spend_percent)});
}

Task<Challenge> Intake::verify(const Wanted& wanted) {
    const auto& user = wanted.plan.end_user;
    if (captcha_ == nullptr || user.captcha_token.empty()) co_return Challenge::not_passed;
    CaptchaQuestion question{user.captcha_token, user.ip, wanted.account->id};
    const auto answer = co_await captcha_->verify(std::move(question));
    metrics::count(metrics::Id::captcha_answers,
                   {answer.verdict == CaptchaVerdict::passed ? "passed" : "not_passed"});
    if (answer.verdict == CaptchaVerdict::passed) co_return Challenge::passed;
    log::info("captcha.not_passed", {log::f(wanted.account->id), log::f("reason", answer.reason)});
    co_return Challenge::not_passed;
}

Task<Result<Admitted>> Intake::accept(Wanted wanted) {
    const auto& plan = wanted.plan;
    auto challenge = plan.end_user.vouched ? Challenge::passed : Challenge::not_passed;
    NewMessage message{.message = plan.message,
                       .validity = plan.validity,
                       .idempotency_key = wanted.idempotency_key,
                       .fingerprint = fingerprint(plan),
                       .callbacks = plan.callbacks,
                       .check = check_of(config_, *wanted.account, plan, wanted.estimate, challenge)};
    auto admitted = co_await store_.admit(message);
    const bool challenged = admitted.has_value() && admitted->kind == AdmitKind::denied &&
                            admitted->denial.action == RuleAction::challenge;
    if (challenged) {
        challenge = co_await verify(wanted);
        if (challenge == Challenge::passed) {
            message.check->challenge_passed = true;
            admitted = co_await store_.admit(message);
        }
    }
    if (admitted.has_error()) co_return admitted;
    note(wanted, *admitted);
    if (admitted->kind != AdmitKind::denied) {
        const auto& m = admitted->message;
        if (admitted->kind == AdmitKind::fresh)
            metrics::count(metrics::Id::messages_accepted, {m.account.str(), to_text(m.lane)});
        else
            metrics::count(metrics::Id::messages_replayed, {m.account.str()});
        log::info(admitted->kind == AdmitKind::fresh ? "message.accepted" : "message.replayed",
                  {log::f(m.msgid), log::f(m.account), log::f(m.to), log::f(m.lane),
                   log::f("segments", m.segments), log::f(m.trace)});
    }
    co_return admitted;
}

}   // namespace smsgw::intake
