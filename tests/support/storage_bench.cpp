#include "support/storage_bench.hpp"

#include <stdexcept>

namespace smsgw::test {

Message StorageBench::admit(NewMessage message) {
    return value_of(run(messages().admit(std::move(message)))).message;
}

MessageView StorageBench::view(const MsgId& msgid) {
    return value_of(run(messages().find(msgid)));
}

std::string StorageBench::timeline(const MsgId& msgid) {
    std::string text;
    int expected = 1;
    for (const auto& event : view(msgid).events) {
        if (!text.empty()) text += ' ';
        if (event.seq != expected++) text += "gap ";
        text += to_text(event.status);
    }
    return text;
}

Lease StorageBench::lease_one() {
    auto leases = lease();
    if (leases.size() != 1)
        throw std::runtime_error(std::to_string(leases.size()) + " messages were ready, not one");
    return leases.front();
}

Lease StorageBench::begun() {
    admit();
    return begun(lease_one());
}

Lease StorageBench::begun(const Lease& lease) {
    if (begin(lease) != Begun::go) throw std::runtime_error("the attempt could not be begun");
    auto current = lease;
    ++current.attempts;
    return current;
}

void StorageBench::settle(const Lease& lease, Settlement settlement) {
    value_of(run(queue().settle(lease, provider_x, std::move(settlement))));
}

std::vector<Lease> StorageBench::reclaim() {
    std::vector<Lease> leases;
    if (auto lease = value_of(run(other_queue().reclaim()))) leases.push_back(std::move(*lease));
    return leases;
}

MsgId StorageBench::submitted(std::vector<std::string> ids) {
    const auto lease = begun();
    settle(lease, accepted_as(ids));
    return lease.message.msgid;
}

Applied StorageBench::report(MsgStatus status, const std::string& provider_msgid) {
    return value_of(run(reports().apply(provider_x, a_report(status, provider_msgid))));
}

Applied StorageBench::report_by_ref(const MsgId& msgid, MsgStatus status, int attempt) {
    return value_of(run(reports().apply(msgid, attempt, provider_x, a_report(status, ""))));
}

SettleSubmitted accepted_as(const std::vector<std::string>& ids) {
    SettleSubmitted settlement{.ids = {}, .report_window = report_window};
    for (const auto& id : ids) settlement.ids.emplace_back(id);
    return settlement;
}

std::string lanes_of(const std::vector<Lease>& leases) {
    std::string letters;
    for (const auto& lease : leases) letters += to_text(lease.message.lane).front();
    return letters;
}

}   // namespace smsgw::test
