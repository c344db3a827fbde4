// See sandbox_ledger.hpp.
#include "providers/sandbox_ledger.hpp"

#include <functional>

#include "providers/json.hpp"

namespace smsgw::providers {
namespace {

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
    std::uint32_t times = 1;
    if (entry.ref.empty()) {
        ++counts_.without_ref;
    } else if (refs_.size() >= entries_max_) {
        ++counts_.untracked;
    } else {
        times = ++refs_[key_of(entry.ref)];
        if (++messages_[key_of(message_of(entry.ref))] == 2) ++counts_.duplicate_messages;
        counts_.distinct_refs = refs_.size();
        counts_.distinct_messages = messages_.size();
    }
    if (!file_.is_open()) return;
    file_ << write_json({{"event", "accepted"},
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

std::string SandboxLedger::summary() const {
    Json refused = Json::object();
    for (const auto& [status, count] : counts_.refused) refused[std::to_string(status)] = count;
    return write_json({{"accepted", counts_.accepted},
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
