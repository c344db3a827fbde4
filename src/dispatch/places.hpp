// How many submits a provider is given at once: as many as it takes without trouble. One more for each round of successes,
// a tenth less for a loss (additive increase, multiplicative decrease, as TCP does it).
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "smsgw/time.hpp"

namespace smsgw::dispatch {

// One per provider and engine; share-nothing, each engine learns for itself. Reads no clock.
class Places {
public:
    enum class Outcome : std::uint8_t {
        success,
        loss,   // it asked for a slower pace, failed, or did not answer
        none,   // nothing was learned
    };

    // Begins with `most`, and never goes below two.
    explicit Places(int most) : most_(most), limit_(most) {}

    bool has_room() const { return taken_ < limit(); }
    void take() { ++taken_; }

    // Ends what take() began; `took`: how long the submit was under way.
    void free(Outcome outcome, Millis took, MonoTime now) {
        const bool used = 2 * taken_ >= limit();
        --taken_;
        if (outcome == Outcome::success) {
            round_ = round_ == Millis{0} ? took : (7 * round_ + took) / 8;
            // A limit that nobody comes near says nothing about the provider.
            if (used) limit_ = std::min<double>(most_, limit_ + 1 / limit_);
        }
        if (outcome != Outcome::loss || now < next_cut_) return;
        // What was under way together is lost together: that is one sign, not many.
        limit_ = std::max<double>(std::min(2, most_), limit_ * 0.9);
        next_cut_ = now + std::max(round_, cut_pause_min);
    }

    int limit() const { return static_cast<int>(limit_); }
    int taken() const { return taken_; }

    // How often a place falls free while all are taken.
    std::chrono::microseconds spacing() const { return std::chrono::microseconds(round_) / limit(); }

private:
    static constexpr Millis cut_pause_min{100};

    int most_;
    double limit_;
    int taken_ = 0;
    Millis round_{};   // a submit's usual time
    MonoTime next_cut_{};
};

}   // namespace smsgw::dispatch
