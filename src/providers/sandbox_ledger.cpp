// See sandbox_ledger.hpp.
#include "providers/sandbox_ledger.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

#include "providers/json.hpp"

namespace smsgw::providers {
namespace {

// In the order in which a message can get them: only a later one replaces an earlier one.
constexpr std::string_view status_words[] = {"queued", "sent", "buffered", "undelivered", "delivered"};

// A ref is msgid.attempt.signature; another client's ref without dots is the message itself.
std::string_view message_of(std::string_view ref) {
    return ref.substr(0, ref.find('.'));
}

std::uint64_t key_of(std::string_view text) {
    return std::hash<std::string_view>{}(text);
}

}   // namespace

Result<void> SandboxLedger::open(const std::string& path) {
    file_.open(path, std::ios::app);
    if (!file_) return Errc::config_invalid;
    return {};
}

void SandboxLedger::flush() {
    if (file_.is_open()) file_.flush();
}

void SandboxLedger::accept(const LedgerAccept& entry) {
    ++counts_.accepted;
    if (entry.ref.empty()) ++counts_.without_ref;
    std::uint32_t times = 1;
    if (!is_full())
        times = track(entry);
    else if (!entry.ref.empty())
        ++counts_.untracked;
    write("accepted", entry, times);
}

std::uint32_t SandboxLedger::track(const LedgerAccept& entry) {
    if (entry.ref.empty() && entry.dedupe_key.empty()) return 1;
    const auto place = static_cast<std::uint32_t>(sms_.size());
    sms_.push_back({std::string(entry.id), 0});
    if (!entry.dedupe_key.empty()) keys_[key_of(entry.dedupe_key)] = place;
    if (entry.ref.empty()) return 1;
    auto& ref = refs_[key_of(entry.ref)];
    ref.sms = place;
    if (++ref.times == 1) ++counts_.distinct_refs;
    if (++messages_[key_of(message_of(entry.ref))] == 2) ++counts_.duplicate_messages;
    counts_.distinct_messages = messages_.size();
    return ref.times;
}

void SandboxLedger::deduplicate(const LedgerAccept& entry) {
    ++counts_.deduplicated;
    const auto found = keys_.find(key_of(entry.dedupe_key));
    if (found != keys_.end() && !entry.ref.empty() && !is_full())
        refs_.try_emplace(key_of(entry.ref), Ref{0, found->second});
    write("deduplicated", entry, 1);
}

void SandboxLedger::write(std::string_view event, const LedgerAccept& entry, std::uint32_t times) {
    if (!file_.is_open()) return;
    file_ << write_json({{"event", event},
                         {"at_ms", entry.at.time_since_epoch().count()},
                         {"id", entry.id},
                         {"ref", entry.ref},
                         {"to", entry.to_masked},
                         {"count", times}})
          << '\n';
}

void SandboxLedger::report(const LedgerReport& entry) {
    ++counts_.reports_posted;
    if (entry.acknowledged) {
        ++counts_.reports_acknowledged;
        ++counts_.by_status[std::string(entry.status)];
    }
    if (const auto found = refs_.find(key_of(entry.ref)); found != refs_.end()) {
        const auto* word = std::find(std::begin(status_words), std::end(status_words), entry.status);
        auto& status = sms_[found->second.sms].status;
        if (word != std::end(status_words))
            status = std::max(status, static_cast<std::size_t>(word - std::begin(status_words)));
    }
    if (!file_.is_open()) return;
    file_ << write_json({{"event", "reported"},
                         {"at_ms", entry.at.time_since_epoch().count()},
                         {"id", entry.id},
                         {"ref", entry.ref},
                         {"status", entry.status},
                         {"tries", entry.tries},
                         {"answer", entry.answer}})
          << '\n';
}

SandboxLedger::Throttled SandboxLedger::note_throttled(std::string_view ref) {
    if (throttled_.size() >= entries_max_) return Throttled::before;
    return ++throttled_[key_of(message_of(ref))] == 1 ? Throttled::first_time : Throttled::before;
}

std::optional<LedgerSms> SandboxLedger::find(std::string_view ref) const {
    const auto found = refs_.find(key_of(ref));
    if (found == refs_.end()) return std::nullopt;
    const auto& sms = sms_[found->second.sms];
    return LedgerSms{sms.id, status_words[sms.status]};
}

std::string_view SandboxLedger::id_of_key(std::string_view dedupe_key) const {
    const auto found = keys_.find(key_of(dedupe_key));
    return found == keys_.end() ? std::string_view() : sms_[found->second].id;
}

std::string SandboxLedger::summary() const {
    Json refused = Json::object();
    for (const auto& [status, count] : counts_.refused) refused[std::to_string(status)] = count;
    return write_json({{"accepted", counts_.accepted},
                       {"deduplicated", counts_.deduplicated},
                       {"looked_up", counts_.looked_up},
                       {"without_ref", counts_.without_ref},
                       {"distinct_refs", counts_.distinct_refs},
                       {"distinct_messages", counts_.distinct_messages},
                       {"duplicate_messages", counts_.duplicate_messages},
                       {"untracked", counts_.untracked},
                       {"refused", refused},
                       {"reports_posted", counts_.reports_posted},
                       {"reports_acknowledged", counts_.reports_acknowledged},
                       {"reports_abandoned", counts_.reports_abandoned},
                       {"by_status", Json(counts_.by_status)}});
}

}   // namespace smsgw::providers
