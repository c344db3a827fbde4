#include "base/heartbeat.hpp"

namespace smsgw {

Heartbeat::Pulse::Pulse(Heartbeat& owner, std::string name, Millis span)
    : owner_(owner),
      name_(std::move(name)),
      span_(span),
      self_(owner.pulses_.insert(owner.pulses_.end(), this)) {}

Heartbeat::Pulse::~Pulse() {
    owner_.pulses_.erase(self_);
}

void Heartbeat::age(Millis passed) {
    for (auto* pulse : pulses_) pulse->age_ += passed;
}

std::set<std::string> Heartbeat::overdue() const {
    std::set<std::string> names;
    for (const auto* pulse : pulses_)
        if (!pulse->resting_ && pulse->age_ > pulse->span_) names.insert(pulse->name_);
    return names;
}

}   // namespace smsgw
